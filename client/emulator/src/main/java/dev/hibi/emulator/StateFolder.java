package dev.hibi.emulator;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
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

  /**
   * Those of this process. The system's locks are not enough: a process loses its lock on a file
   * when it closes any channel of that file, as a second start in it would.
   */
  private static final Set<Path> TAKEN = ConcurrentHashMap.newKeySet();

  private final Path path;
  private final Path real;
  private final FileChannel lock;

  private StateFolder(Path path, Path real, FileChannel lock) {
    this.path = path;
    this.real = real;
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
    Path real = path.toRealPath();
    if (!TAKEN.add(real)) {
      throw inUse(path);
    }
    FileChannel lock;
    try {
      lock = lock(path, posix);
    } catch (IOException | RuntimeException e) {
      TAKEN.remove(real);
      throw e;
    }
    StateFolder folder = new StateFolder(path, real, lock);
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

  private static IOException inUse(Path path) {
    return new IOException(
        "state folder in use: expected no other emulator, found one (" + path + ")");
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

  private static FileChannel lock(Path path, boolean posix) throws IOException {
    Set<OpenOption> options = Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    FileAttribute<?>[] attributes =
        posix
            ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(OWNER_FILE)}
            : new FileAttribute<?>[0];
    FileChannel lock = FileChannel.open(path.resolve(LOCK), options, attributes);
    boolean locked;
    try {
      locked = lock.tryLock() != null;
    } catch (OverlappingFileLockException e) {
      locked = false;
    }
    if (!locked) {
      lock.close();
      throw inUse(path);
    }
    return lock;
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
  public synchronized void close() throws IOException {
    if (lock.isOpen()) {
      lock.close();
      TAKEN.remove(real);
    }
  }
}
