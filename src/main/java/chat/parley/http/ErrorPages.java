package chat.parley.http;

import gg.jte.models.runtime.JteModel;

/// How problems look in a browser.
public interface ErrorPages {
  /// A page of its own.
  JteModel page(int status, String title, String sentence);

  /// What is wrong with something that was sent, beside its field.
  ///
  /// @param place the id of the element that shows it
  JteModel beside(String place, String sentence);
}
