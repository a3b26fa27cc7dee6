package chat.parley.page;

import chat.parley.http.Assets;
import chat.parley.http.ErrorPages;
import chat.parley.templates.StaticTemplates;
import gg.jte.models.runtime.JteModel;

/// Problems in the look of all pages.
public final class ProblemPages implements ErrorPages {
  private final StaticTemplates templates = new StaticTemplates();
  private final Assets assets;

  public ProblemPages(Assets assets) {
    this.assets = assets;
  }

  @Override
  public JteModel page(int status, String title, String sentence) {
    return templates.pageProblem(status, title, sentence, assets);
  }

  @Override
  public JteModel beside(String place, String sentence) {
    return templates.pageProblemBeside(place, sentence);
  }
}
