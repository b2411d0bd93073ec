package dev.hibi.spark;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;

/** What a program has come to: its exit code and its lines. */
record Said(int code, List<String> out, List<String> err) {

  static Said by(Callable<Integer> program, Object... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int code =
        SparkProgram.run(
            program,
            new PrintWriter(out),
            new PrintWriter(err),
            Arrays.stream(arguments).map(Object::toString).toArray(String[]::new));
    return new Said(code, out.toString().lines().toList(), err.toString().lines().toList());
  }
}
