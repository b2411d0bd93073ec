package dev.hibi.client.transfer;

import dev.hibi.WholeFiles;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * A folder as a zip archive. Data of the platform are files under names without slashes, so a
 * folder with folders in it is one file there; Hibi reads such archives as they are.
 */
public final class FolderArchive {
  private FolderArchive() {}

  /**
   * Packs a folder; paths in the archive are from the folder, sorted, with slashes. A link to a
   * file is the file.
   *
   * @param zip is there when all of it is; outside of the folder
   * @return how many files are in it
   * @throws IOException if there is no file, a link leads to a folder or nowhere, or a file cannot
   *     be read
   */
  public static int write(Path folder, Path zip) throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.walk(folder)) {
      files = all.filter(file -> !Files.isDirectory(file) || Files.isSymbolicLink(file)).toList();
    }
    for (Path file : files) {
      if (!Files.isRegularFile(file)) {
        throw new IOException("cannot be packed: expected a file, found none (%s)".formatted(file));
      }
    }
    if (files.isEmpty()) {
      throw new IOException("nothing to pack: expected files, found none (" + folder + ")");
    }
    List<String> names =
        files.stream()
            .map(file -> folder.relativize(file).toString().replace('\\', '/'))
            .sorted()
            .toList();
    WholeFiles.writeFile(
        zip,
        channel -> {
          ZipOutputStream entries = new ZipOutputStream(Channels.newOutputStream(channel));
          entries.setLevel(Deflater.BEST_SPEED); // photographs get no smaller
          for (String name : names) {
            add(entries, name, folder.resolve(name));
          }
          entries.finish();
        });
    return names.size();
  }

  private static void add(ZipOutputStream entries, String name, Path file) throws IOException {
    ZipEntry entry = new ZipEntry(name);
    entry.setTime(Files.getLastModifiedTime(file).toMillis());
    entries.putNextEntry(entry);
    Files.copy(file, entries);
    entries.closeEntry();
  }
}
