package chat.parley.page;

import chat.parley.http.Assets;
import chat.parley.http.Request;
import chat.parley.user.AccountId;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/// Puts around a page what all pages have.
public final class Layout {
  private final Assets assets;
  private final Function<AccountId, SidebarView> sidebar;
  private final BooleanSupplier modelConnected;

  /// @param modelConnected whether any model other than Guide answers
  public Layout(
      Assets assets, Function<AccountId, SidebarView> sidebar, BooleanSupplier modelConnected) {
    this.assets = assets;
    this.sidebar = sidebar;
    this.modelConnected = modelConnected;
  }

  public Assets assets() {
    return assets;
  }

  /// Around a page that is no chat.
  public Page page(Request request, String title) {
    return page(request, title, sidebar.apply(request.account()));
  }

  public Page page(Request request, String title, SidebarView sidebar) {
    return new Page(title, request.user(), modelConnected.getAsBoolean(), sidebar);
  }
}
