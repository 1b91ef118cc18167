"""The addresses of the desk."""

from django.urls import include, path

from desk.accounts import elsewhere
from desk.accounts import views as accounts

urlpatterns = [
    path("", accounts.start, name="start"),
    path("login", accounts.Login.as_view(), name="login"),
    path("login/oidc", elsewhere.ToProvider.as_view(), name="oidc_authentication_init"),
    path("login/oidc/callback", elsewhere.FromProvider.as_view(), name="oidc_authentication_callback"),
    path("login/unknown", accounts.not_known, name="login-unknown"),
    path("logout", accounts.log_out, name="logout"),
    path("logout/everywhere", accounts.log_out_everywhere, name="logout-everywhere"),
    path("password", accounts.ChangePassword.as_view(), name="password"),
    path("auth/dagster", accounts.may_open_dagster, name="auth-dagster"),
    path("unit", include("desk.unit.addresses")),
    path("steward", include("desk.steward.addresses")),
]
handler400 = "desk.pages.bad_request"
handler403 = "desk.pages.forbidden"
handler404 = "desk.pages.not_found"
handler500 = "desk.pages.faulty"
