//! For the tests of an application; behind the feature `test-util`.

mod clock;
mod issuer;

pub use clock::TestClock;
pub use issuer::TestIssuer;
