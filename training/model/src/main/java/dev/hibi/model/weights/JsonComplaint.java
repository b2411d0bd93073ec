package dev.hibi.model.weights;

/** What Gson's reader says of text that is not strict JSON, without its advice for programmers. */
public final class JsonComplaint {
  private static final String ADVICE =
      "Use JsonReader.setStrictness(Strictness.LENIENT) to accept malformed JSON";

  private JsonComplaint() {}

  /** Its first line: what is wrong, and where. */
  public static String of(Exception failure) {
    return String.valueOf(failure.getMessage())
        .replace(ADVICE, "malformed JSON")
        .lines()
        .findFirst()
        .orElse("");
  }
}
