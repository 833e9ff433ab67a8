use crate::settings::Settings;

/// Says where to go, and what to try without a browser.
#[expect(clippy::print_stdout, reason = "the demo talks to a person")]
pub(crate) fn welcome(settings: &Settings, email: &str, password: &str) {
    let Settings {
        service_url,
        auth_url,
        ..
    } = settings;
    println!(
        "\
Open      {service_url}/
E-mail    {email}
Password  {password}

Without a browser:

  # nobody
  curl -s {service_url}/whoami

  # a page that requires sign-in: 302 to the Auth service
  curl -si {service_url}/home/user/daniel

  # sign in, follow the redirect back, and be somebody
  curl -sL -b '' -H 'Origin: {auth_url}' -d email={email} -d password={password} -d next={service_url}/whoami {auth_url}/login

The Auth service is at {auth_url}/. Ctrl-C ends both."
    );
}
