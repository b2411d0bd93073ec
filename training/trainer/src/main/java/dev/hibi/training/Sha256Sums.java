package dev.hibi.training;

import dev.hibi.Sha256;
import dev.hibi.WholeFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The digests of a directory's files, in the order in which they were written: the file {@value
 * #NAME}, a line {@code <SHA-256 in hex> <name>} each, as {@code sha256sum --check} reads it.
 *
 * <p>Files are digested while they are written.
 */
final class Sha256Sums {
  static final String NAME = "SHA256SUMS";

  private static final Pattern LINE = Pattern.compile("([0-9a-f]{64})  ([0-9A-Za-z._-]+)");

  private final Map<String, String> byName = new LinkedHashMap<>();

  /** Of a directory; none of a file that is missing, none from a line that is none. */
  static Sha256Sums read(Path directory) throws IOException {
    Sha256Sums sums = new Sha256Sums();
    Path file = directory.resolve(NAME);
    if (Files.isRegularFile(file)) {
      byte[] text = Files.readAllBytes(file);
      for (String line : new String(text, StandardCharsets.ISO_8859_1).split("\n", -1)) {
        Matcher matcher = LINE.matcher(line);
        if (matcher.matches()) {
          sums.byName.put(matcher.group(2), matcher.group(1));
        }
      }
    }
    return sums;
  }

  /** The digest of a file. */
  Optional<String> get(String name) {
    return Optional.ofNullable(byName.get(name));
  }

  /** What stands in the file. */
  String text() {
    StringBuilder text = new StringBuilder();
    byName.forEach((name, sha256) -> text.append(sha256).append("  ").append(name).append('\n'));
    return text.toString();
  }

  /** A writer that notes the digest of what it writes under a name, replacing a former one. */
  WholeFiles.FileWriter noting(String name, WholeFiles.FileWriter writer) {
    return out -> {
      Sha256.Channel digested = new Sha256.Channel(out);
      writer.writeTo(digested);
      byName.put(name, digested.digits());
    };
  }
}
