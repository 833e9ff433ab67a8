//! For the tests of an application; behind the feature `test-util`.

mod clock;
pub mod conformance;
mod issuer;

pub use clock::TestClock;
pub use issuer::TestIssuer;
