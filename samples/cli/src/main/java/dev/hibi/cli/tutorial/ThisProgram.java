package dev.hibi.cli.tutorial;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The program that runs, as a command of a shell on the same machine. */
final class ThisProgram {
  private ThisProgram() {}

  /**
   * Such as {@code GOMP_SPINCOUNT='3000' '/usr/bin/java' '-cp' '…' 'dev.hibi.cli.Hibi'}, with the
   * variables that the launcher sets for speed.
   */
  static String command(Class<?> main) {
    StringBuilder command = new StringBuilder();
    new TreeMap<>(System.getenv())
        .forEach(
            (name, value) -> {
              if (name.matches("G?OMP_[A-Z_]+|MALLOC_[A-Z_]+|OPT_OUT_TRACKING")) {
                command.append(name).append('=').append(quoted(value)).append(' ');
              }
            });
    return command.append(java(main)).toString();
  }

  private static String java(Class<?> main) {
    List<String> words = new ArrayList<>();
    words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    for (String option : ManagementFactory.getRuntimeMXBean().getInputArguments()) {
      if (!option.startsWith("-javaagent")) { // tools that watch this program, not the other
        words.add(option);
      }
    }
    words.add("-cp");
    words.add(classPath());
    words.add(main.getName());
    return words.stream().map(ThisProgram::quoted).collect(Collectors.joining(" "));
  }

  /** With absolute paths: the other program runs elsewhere. */
  private static String classPath() {
    String separator = System.getProperty("path.separator");
    return List.of(System.getProperty("java.class.path").split(separator, -1)).stream()
        .map(entry -> Path.of(entry).toAbsolutePath().toString())
        .collect(Collectors.joining(separator));
  }

  private static String quoted(String word) {
    return "'" + word.replace("'", "'\\''") + "'";
  }
}
