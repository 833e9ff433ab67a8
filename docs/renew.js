// fetch for the pages of a service: renews an access token that has ended, once, and asks again. A module.

const SERVICE = location.origin; // nobody else says where the login page is
const PATIENCE = 30_000; // milliseconds: whoever was at the login page less long ago is not sent there again
const SENT = "sent-to-login";

let renewal = null; // under way: all requests wait for the same one
let renewals = 0; // that are over
let leaving = null; // while the page goes to the login page

export async function fetchSignedIn(input, init) {
    const request = new Request(input, { credentials: "include", ...init });
    const before = renewals;
    const first = await fetch(request.clone());
    const login = await loginUrl(first);
    if (!login) return first;
    // If a renewal ended meanwhile, this request only went out too early.
    if (before === renewals) await (renewal ??= renew(login));
    const second = await fetch(request);
    return (await loginUrl(second)) ? signIn(login, second) : second;
}

// Named by refusals that signing in can mend, and by no others.
async function loginUrl(answer) {
    const isProblem = answer.headers.get("Content-Type") === "application/problem+json";
    const isOurs = answer.url.startsWith(`${SERVICE}/`);
    return answer.status === 401 && isProblem && isOurs && (await answer.clone().json()).login_url;
}

// The answer sets the new cookie. Whether there is one, no page of another origin can read: the second request shows it.
async function renew(login) {
    await fetch(login, { mode: "no-cors", credentials: "include", cache: "no-store" }).catch(() => {});
    [renewal, renewals] = [null, renewals + 1];
}

// Whoever waits gets the refusal only if the page is still here later, because its person would not leave it.
function signIn(login, refusal) {
    if (!leaving) {
        if (Date.now() - sessionStorage.getItem(SENT) < PATIENCE) return refusal;
        sessionStorage.setItem(SENT, Date.now());
        const url = new URL(login);
        url.searchParams.set("next", location.href);
        location.assign(url);
        leaving = new Promise((later) => setTimeout(later, PATIENCE)).then(() => (leaving = null));
    }
    return leaving.then(() => refusal);
}
