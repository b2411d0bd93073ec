package dev.hibi.spark;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** A folder that a job writes to, in any file system of Hadoop's. */
final class OutputFolder {
  private final Path folder;
  private final FileSystem system;

  OutputFolder(Configuration configuration, String folder) throws IOException {
    Path given = new Path(folder);
    this.system = given.getFileSystem(configuration);
    this.folder = system.makeQualified(given);
  }

  /** What is in it; nothing if it is not there. */
  List<FileStatus> list() throws IOException {
    return system.exists(folder) ? List.of(system.listStatus(folder)) : List.of();
  }

  Path child(String name) {
    return new Path(folder, name);
  }

  boolean has(String name) throws IOException {
    return system.exists(child(name));
  }

  String read(String name) throws IOException {
    try (TaskFiles files = new TaskFiles(system.getConf())) {
      return new String(files.whole(child(name).toString()), StandardCharsets.UTF_8);
    }
  }

  /**
   * Writes a small file, whole or not at all.
   *
   * @throws IOException also if there is one
   */
  void write(String name, String text) throws IOException {
    Path temporary = child("_" + UUID.randomUUID() + ".tmp");
    try (FSDataOutputStream out = system.create(temporary, false)) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
    if (!system.rename(temporary, child(name))) {
      system.delete(temporary, false);
      throw new IOException(
          "cannot write: expected to make %s, found it made by another job".formatted(child(name)));
    }
  }

  void delete(String name) throws IOException {
    system.delete(child(name), false);
  }

  /** Its URI. */
  @Override
  public String toString() {
    return folder.toString();
  }
}
