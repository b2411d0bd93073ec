package dev.hibi.cli.scan;

import dev.hibi.image.Georeference;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.CRC32;

/** A file beside a photograph that says where its pixels lie on a map. */
record WorldFile(Path path) {
  private static final int MOST_BYTES = 10_000;

  /**
   * That of a photograph that is a file of its own: first and last letter of its ending and a w,
   * its ending and a w, wld, in small letters or capitals.
   */
  static Optional<WorldFile> beside(Path photo) {
    String name = String.valueOf(photo.getFileName());
    int dot = name.lastIndexOf('.');
    if (dot < 0 || !Files.isRegularFile(photo)) {
      return Optional.empty(); // in an archive, say
    }
    String stem = name.substring(0, dot + 1);
    String ending = name.substring(dot + 1);
    List<String> endings = new ArrayList<>(List.of(ending + "w", "wld"));
    if (ending.length() > 2) {
      endings.add(0, "%c%cw".formatted(ending.charAt(0), ending.charAt(ending.length() - 1)));
    }
    return endings.stream()
        .flatMap(one -> Stream.of(one, one.toUpperCase(Locale.ROOT)))
        .map(one -> photo.resolveSibling(stem + one))
        .filter(Files::isRegularFile)
        .findFirst()
        .map(WorldFile::new);
  }

  /**
   * Reads it.
   *
   * @throws IOException if it is none
   */
  Georeference read() throws IOException {
    if (Files.size(path) > MOST_BYTES) {
      throw new IOException(
          "bad world file: expected at most %d bytes, found %d (%s)"
              .formatted(MOST_BYTES, Files.size(path), path));
    }
    String text = Files.readString(path, StandardCharsets.ISO_8859_1);
    return Georeference.ofWorldFile(text, path.toString());
  }

  /** By which one that was changed is known; 0 for one that is no world file. */
  long crc32() throws IOException {
    CRC32 crc = new CRC32();
    if (Files.size(path) <= MOST_BYTES) {
      crc.update(Files.readAllBytes(path));
    }
    return crc.getValue();
  }
}
