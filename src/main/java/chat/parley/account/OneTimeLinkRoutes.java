package chat.parley.account;

import chat.parley.http.Permission;
import chat.parley.http.Router;
import chat.parley.http.Routes;

/// Joining, and choosing a new password, by a link.
final class OneTimeLinkRoutes implements Routes {
  private final InvitationController invitation;
  private final PasswordResetController reset;
  private final NewPasswordController newPassword;

  OneTimeLinkRoutes(
      InvitationController invitation,
      PasswordResetController reset,
      NewPasswordController newPassword) {
    this.invitation = invitation;
    this.reset = reset;
    this.newPassword = newPassword;
  }

  @Override
  public void addTo(Router router) {
    router
        .form("/forgotten", Permission.ANYONE, reset::page, reset::request)
        .form("/invitation/{token}", Permission.ANYONE, invitation::page, invitation::join)
        .form("/reset/{token}", Permission.ANYONE, newPassword::page, newPassword::choose);
  }
}
