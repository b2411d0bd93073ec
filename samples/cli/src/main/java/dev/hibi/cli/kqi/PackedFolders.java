package dev.hibi.cli.kqi;

import dev.hibi.WholeFiles;
import dev.hibi.client.transfer.FolderArchive;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a user wants to upload, as files: a folder is its files, or an archive if it has folders. An
 * upload that goes on later finds its archives again beside the resume file.
 */
final class PackedFolders implements Closeable {
  private final @Nullable Path resumeFile;
  private final List<Path> files = new ArrayList<>();
  private @Nullable Path scratch;
  private boolean kept;

  private PackedFolders(@Nullable Path resumeFile) {
    this.resumeFile = resumeFile;
    this.kept = resumeFile != null;
  }

  static PackedFolders of(List<Path> paths, @Nullable Path resumeFile) throws IOException {
    PackedFolders packed = new PackedFolders(resumeFile);
    try {
      for (Path path : paths) {
        packed.add(path);
      }
      return packed;
    } catch (IOException e) {
      packed.close();
      throw e;
    }
  }

  private void add(Path path) throws IOException {
    if (!Files.isDirectory(path)) {
      files.add(path);
      return;
    }
    List<Path> children;
    try (Stream<Path> all = Files.list(path)) {
      children = all.sorted().toList();
    }
    if (children.isEmpty()) {
      throw new IOException("nothing to upload: expected files, found none (" + path + ")");
    }
    if (children.stream().noneMatch(Files::isDirectory)) {
      files.addAll(children);
      return;
    }
    Path zip = scratch().resolve(path.toRealPath().getFileName() + ".zip");
    if (!kept || !Files.exists(zip)) {
      FolderArchive.write(path, zip);
    }
    files.add(zip);
  }

  private Path scratch() throws IOException {
    if (scratch == null) {
      scratch =
          resumeFile == null
              ? Files.createTempDirectory("hibi-upload")
              : Files.createDirectories(
                  resumeFile.resolveSibling(resumeFile.getFileName() + ".zips"));
    }
    return scratch;
  }

  List<Path> files() {
    return files;
  }

  /** Nothing is needed any more. */
  void sent() {
    kept = false;
  }

  @Override
  public void close() throws IOException {
    if (scratch != null && !kept) {
      WholeFiles.deleteTree(scratch);
    }
  }
}
