package dev.hibi.emulator;

import dev.hibi.ProcessLock;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The folder that an emulator keeps everything in: its owner's alone, and one emulator's at a time.
 *
 * <p>A folder that is new, empty or of an earlier emulator is made readable by its owner only,
 * where the file system knows owners. One that holds other things must be so already.
 */
final class StateFolder implements Closeable {
  private static final String LOCK = "emulator.lock";
  private static final String STATE = "state.json";
  private static final Set<PosixFilePermission> OWNER_FOLDER =
      PosixFilePermissions.fromString("rwx------");
  private static final Set<PosixFilePermission> OWNER_FILE =
      PosixFilePermissions.fromString("rw-------");

  private final Path path;
  private final ProcessLock lock;

  private StateFolder(Path path, ProcessLock lock) {
    this.path = path;
    this.lock = lock;
  }

  /**
   * Takes a folder, which is made if it is not there.
   *
   * @throws IOException if it cannot be used, has other files and is not its owner's alone, or
   *     another emulator has it
   */
  static StateFolder open(Path path) throws IOException {
    boolean made = !Files.exists(path);
    Files.createDirectories(path);
    boolean posix = Files.getFileStore(path).supportsFileAttributeView("posix");
    if (posix) {
      restrict(path, made);
    }
    FileAttribute<?>[] attributes =
        posix
            ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(OWNER_FILE)}
            : new FileAttribute<?>[0];
    ProcessLock lock =
        ProcessLock.take(path.resolve(LOCK), attributes)
            .orElseThrow(
                () ->
                    new IOException(
                        "state folder in use: expected no other emulator, found one ("
                            + path
                            + ")"));
    StateFolder folder = new StateFolder(path, lock);
    try {
      for (Path part : new Path[] {folder.jobs(), folder.storage()}) {
        Files.createDirectories(part);
        if (posix) {
          Files.setPosixFilePermissions(part, OWNER_FOLDER);
        }
      }
      return folder;
    } catch (IOException | RuntimeException e) {
      folder.close();
      throw e;
    }
  }

  private static void restrict(Path path, boolean made) throws IOException {
    if (made || Files.exists(path.resolve(STATE)) || isEmpty(path)) {
      Files.setPosixFilePermissions(path, OWNER_FOLDER);
      return;
    }
    Set<PosixFilePermission> found = Files.getPosixFilePermissions(path);
    if (!OWNER_FOLDER.containsAll(found)) {
      throw new IOException(
          "bad state folder: expected a new or empty one, an earlier emulator's, or one that is its"
              + " owner's alone, found other files and %s (%s)"
                  .formatted(PosixFilePermissions.toString(found), path));
    }
  }

  private static boolean isEmpty(Path path) throws IOException {
    try (Stream<Path> files = Files.list(path)) {
      return files.findAny().isEmpty();
    }
  }

  Path path() {
    return path;
  }

  /** The file of all records. */
  Path state() {
    return path.resolve(STATE);
  }

  /** A folder for each job. */
  Path jobs() {
    return path.resolve("jobs");
  }

  /** What was uploaded. */
  Path storage() {
    return path.resolve("storage");
  }

  /** Lets another emulator have it; again, does nothing. */
  @Override
  public void close() throws IOException {
    lock.close();
  }
}
