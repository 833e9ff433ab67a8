use crate::accounts::{DANIEL, GRACE};
use crate::settings::Settings;

/// Says where to go, and what to try without a browser.
#[expect(clippy::print_stdout, reason = "the demo talks to a person")]
pub(crate) fn welcome(settings: &Settings) {
    let Settings {
        first_url,
        second_url,
        auth_url,
        ..
    } = settings;
    let (email, password) = (DANIEL.email, DANIEL.password);
    let (superuser, secret) = (GRACE.email, GRACE.password);
    println!(
        "\
Open      {first_url}/
E-mail    {email}
Password  {password}

Second service is at {second_url}/. Signed in at one, you are signed in at both.
Daniel is staff. A superuser: {superuser}, with the password {secret}

Without a browser:

  # nobody
  curl -s -w '\\n' {first_url}/whoami

  # a page that requires sign-in: 302 to the Auth service
  curl -si {first_url}/home/user/daniel

  # sign in, follow the redirect back, and be somebody
  curl -sL -w '\\n' -b '' -H 'Origin: {auth_url}' -d email={email} -d password={password} -d next={first_url}/whoami {auth_url}/login

Why somebody is nobody is logged at level debug, which is not shown now. To see it, start with

  RUST_LOG=warn,jwt_auth=debug cargo run -p demo

The Auth service is at {auth_url}/. Ctrl-C ends all three."
    );
}
