package dev.hibi.client.transfer;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Some files have names that no file here may have, and were left out; the others were fetched.
 * Such a name leads out of its folder or deeper into it, or has control characters.
 */
public final class RefusedNames extends IOException {
  private static final long serialVersionUID = 1L;
  private static final int MOST_SHOWN = 5;

  @SuppressWarnings("serial") // a list that is copied can be written
  private final List<String> names;

  @SuppressWarnings("serial")
  private final transient List<Path> fetched;

  RefusedNames(List<String> names, List<Path> fetched) {
    super(message(names, fetched.size()));
    this.names = List.copyOf(names);
    this.fetched = List.copyOf(fetched);
  }

  private static String message(List<String> names, int fetched) {
    List<String> shown = names.stream().limit(MOST_SHOWN).toList();
    int more = names.size() - shown.size();
    return "bad file names: expected ones within their folder, found %s%s; of the others %d %s there"
        .formatted(
            String.join(", ", shown),
            more == 0 ? "" : " and " + more + " more",
            fetched,
            fetched == 1 ? "is" : "are");
  }

  /** The names, each with where it was found. */
  public List<String> names() {
    return names;
  }

  /** Where the other files are. */
  public List<Path> fetched() {
    return fetched == null ? List.of() : fetched;
  }
}
