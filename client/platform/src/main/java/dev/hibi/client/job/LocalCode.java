package dev.hibi.client.job;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Source code on this machine, as it is now.
 *
 * @param root the folder
 * @param files below it, with slashes, sorted
 * @param deleted what the commit has and the folder has not, sorted
 * @param commit that the files are to be laid over; empty if they are all that is needed
 */
public record LocalCode(
    Path root, List<String> files, List<String> deleted, Optional<String> commit) {

  /** Copies the lists. */
  public LocalCode {
    files = List.copyOf(files);
    deleted = List.copyOf(deleted);
  }

  /**
   * All files of a folder; of a Git work tree those that are not ignored, committed or not.
   *
   * @throws IOException if the folder cannot be read
   */
  public static LocalCode folder(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      throw new IOException("no source: expected a folder, found none (" + folder + ")");
    }
    List<String> files;
    if (isWorkTree(folder)) {
      files =
          present(
              folder, git(folder, "ls-files", "-z", "--cached", "--others", "--exclude-standard"));
    } else {
      try (Stream<Path> all = Files.walk(folder)) {
        files =
            all.filter(file -> !Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS))
                .map(file -> folder.relativize(file).toString().replace('\\', '/'))
                .sorted()
                .toList();
      }
    }
    return new LocalCode(folder, files, List.of(), Optional.empty());
  }

  /**
   * What differs from the latest commit in the Git work tree of a folder: changed, new and deleted
   * files, but not ignored ones. The commit must be where the platform finds it.
   *
   * @throws IOException if it is no work tree, has no commit, or Git cannot be run
   */
  public static LocalCode changes(Path folder) throws IOException {
    if (!isWorkTree(folder)) {
      throw new IOException("no source: expected a Git work tree, found none (" + folder + ")");
    }
    Path root = Path.of(git(folder, "rev-parse", "--show-toplevel").strip());
    String commit = git(root, "rev-parse", "HEAD").strip();
    String names =
        git(root, "diff", "--name-only", "-z", "--no-renames", "HEAD")
            + git(root, "ls-files", "-z", "--others", "--exclude-standard");
    List<String> files = present(root, names);
    TreeSet<String> deleted = new TreeSet<>(names(names));
    files.forEach(deleted::remove);
    return new LocalCode(root, files, List.copyOf(deleted), Optional.of(commit));
  }

  /** Whether there is nothing to send. */
  public boolean isEmpty() {
    return files.isEmpty() && deleted.isEmpty();
  }

  private static List<String> names(String zeros) {
    return Stream.of(zeros.split("\0", -1))
        .filter(name -> !name.isEmpty())
        .distinct()
        .sorted()
        .toList();
  }

  private static List<String> present(Path root, String zeros) {
    return names(zeros).stream()
        .filter(name -> Files.exists(root.resolve(name), LinkOption.NOFOLLOW_LINKS))
        .toList();
  }

  private static boolean isWorkTree(Path folder) {
    try {
      return git(folder, "rev-parse", "--is-inside-work-tree").strip().equals("true");
    } catch (IOException e) {
      return false;
    }
  }

  private static String git(Path folder, String... words) throws IOException {
    List<String> command = new ArrayList<>(List.of("git", "-C", folder.toString()));
    command.addAll(List.of(words));
    Process process =
        new ProcessBuilder(command)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .redirectInput(ProcessBuilder.Redirect.PIPE)
            .start();
    process.getOutputStream().close();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    process.getInputStream().transferTo(out);
    try {
      int code = process.waitFor();
      if (code != 0) {
        throw new IOException(
            "git failed: expected exit code 0, found %d (git %s in %s)"
                .formatted(code, String.join(" ", words), folder));
      }
    } catch (InterruptedException e) {
      process.destroy();
      Thread.currentThread().interrupt();
      throw new IOException("interrupted: git " + String.join(" ", words), e);
    }
    return out.toString(StandardCharsets.UTF_8);
  }
}
