package dev.hibi.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;

/** What a user gets of a command. */
public record Answer(int code, String out, String err) {
  /** Runs {@code hibi} with these arguments. */
  public static Answer of(String... words) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int code = run(out, err, words);
    return new Answer(code, out.toString(), err.toString());
  }

  /** Runs {@code hibi} with these arguments; what it prints is added to what is there. */
  public static int run(StringWriter out, StringWriter err, String... words) {
    return Hibi.run(new PrintWriter(out, true), new PrintWriter(err, true), words);
  }

  public Answer expectSuccess() {
    if (code != 0) {
      throw new AssertionError("exit code " + code + ": " + err);
    }
    return this;
  }

  public List<String> outLines() {
    return out.lines().toList();
  }
}
