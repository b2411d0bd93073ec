package dev.hibi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What only a real file system has: links, pipes, devices, owners. Skipped on Windows. */
final class WholeFilesOnDiskTest {
  @TempDir Path directory;

  @BeforeAll
  static void needsPosix() {
    assumeTrue(
        FileSystems.getDefault().supportedFileAttributeViews().contains("posix"),
        "no POSIX file system");
  }

  @Test
  void aDeviceIsWrittenToAndStays() throws IOException {
    Path full = Path.of("/dev/full");
    assumeTrue(Files.exists(full), "no /dev/full on this system");

    assertThatThrownBy(() -> WholeFiles.writeFile(full, WholeFiles.text("x")))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "cannot write: expected /dev/full to be written, found 'No space left on device'");

    assertThat(Files.isRegularFile(full)).isFalse();
    assertThat(Path.of("/dev/.full.tmp")).doesNotExist();
  }

  @Test
  void aPipeIsWrittenToAndStays() throws Exception {
    Path pipe = directory.resolve("pipe");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
    CompletableFuture<String> reader =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return Files.readString(pipe);
              } catch (IOException e) {
                throw new IllegalStateException(e);
              }
            });

    WholeFiles.writeFile(pipe, WholeFiles.text("through"));

    assertThat(reader.get(30, TimeUnit.SECONDS)).isEqualTo("through");
    assertThat(names()).containsExactly("pipe");
    assertThat(Files.isRegularFile(pipe)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/dev/stdout", "/proc/self/fd/1", "LINK"})
  void standardOutputReceivesWhatIsWrittenBetweenWhatIsPrinted(String name) throws Exception {
    Path out = directory.resolve("out.txt");
    Path link = Files.createSymbolicLink(directory.resolve("link"), Path.of("/dev/stdout"));
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                ToStandardOutput.class.getName(),
                name.replace("LINK", link.toString()))
            .redirectOutput(out.toFile())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();

    assertThat(process.waitFor()).isZero();

    assertThat(out).hasContent("before\nwhole\nafter\n");
    assertThat(names()).containsExactly("link", "out.txt");
    assertThat(link).isSymbolicLink();
  }

  /** A program that prints and then writes a file that is its standard output. */
  static final class ToStandardOutput {
    private ToStandardOutput() {}

    public static void main(String... arguments) throws IOException {
      System.out.print("before\n");
      WholeFiles.writeFile(Path.of(arguments[0]), WholeFiles.text("whole\n"));
      System.out.print("after\n");
    }
  }

  @Test
  void aLinkStaysAndWhatItLeadsToIsReplaced() throws IOException {
    Path real = Files.createDirectory(directory.resolve("real")).resolve("run.json");
    WholeFiles.writeFile(real, WholeFiles.text("old"));
    Path link = Files.createSymbolicLink(directory.resolve("link.json"), real);

    WholeFiles.writeFile(link, WholeFiles.text("new"));

    assertThat(link).isSymbolicLink();
    assertThat(real).hasContent("new");
    assertThat(names()).containsExactly("link.json", "real");
  }

  @Test
  void aLinkToNothingYetStaysToo() throws IOException {
    Path link =
        Files.createSymbolicLink(directory.resolve("link.json"), Path.of("later/../real.json"));

    WholeFiles.writeFile(link, WholeFiles.text("new"));

    assertThat(link).isSymbolicLink();
    assertThat(directory.resolve("real.json")).hasContent("new");
  }

  @Test
  void linksInACircleAreToldInWords() throws IOException {
    Path link = Files.createSymbolicLink(directory.resolve("a"), Path.of("b"));
    Files.createSymbolicLink(directory.resolve("b"), Path.of("a"));

    assertThatThrownBy(() -> WholeFiles.writeFile(link, WholeFiles.text("x")))
        .isInstanceOf(IOException.class)
        .hasMessage("cannot write: expected %s to be written, found 'links in a circle'", link);
  }

  @Test
  void aFileThatIsReplacedKeepsItsPermissions() throws IOException {
    Path file = Files.writeString(directory.resolve("run.json"), "old");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));

    WholeFiles.writeFile(file, WholeFiles.text("new"));

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-r-----");
  }

  @Test
  void aNameAsLongAsTheFileSystemTakesCanBeWritten() throws IOException {
    Path file = directory.resolve("ひ".repeat(80) + ".json");

    WholeFiles.writeFile(file, WholeFiles.text("new"));

    assertThat(file).hasContent("new");
  }

  @Test
  void aFailureOfTheWritersOwnSourceIsToldAsItIs() {
    Path file = directory.resolve("run.json");

    assertThatThrownBy(
            () ->
                WholeFiles.writeFile(
                    file,
                    out -> {
                      throw new IOException("not an image: expected a JPEG, found nothing (x)");
                    }))
        .isInstanceOf(IOException.class)
        .hasMessage("not an image: expected a JPEG, found nothing (x)");

    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void aLinkToADirectoryStaysAndTheDirectoryIsReplaced() throws IOException {
    Path real = Files.createDirectory(directory.resolve("real"));
    Path link = Files.createSymbolicLink(directory.resolve("link"), real);

    WholeFiles.writeDirectory(
        link, into -> WholeFiles.writeAndForce(into.resolve("file"), WholeFiles.text("new")));

    assertThat(Files.isDirectory(link, LinkOption.NOFOLLOW_LINKS)).isFalse();
    assertThat(real.resolve("file")).hasContent("new");
  }

  @Test
  void aFolderIsNotReplacedByAFile() throws IOException {
    Path folder = Files.createDirectory(directory.resolve("folder"));

    assertThatThrownBy(() -> WholeFiles.writeFile(folder, WholeFiles.text("x")))
        .isInstanceOf(IOException.class)
        .hasMessage("cannot write: expected %s to be written, found 'Is a directory'", folder);

    assertThat(names()).containsExactly("folder");
  }

  @Test
  void aSecretIsItsOwnersFromTheBeginning() throws IOException {
    Path secret = directory.resolve("config.json");
    Files.writeString(secret, "readable by all");

    WholeFiles.writeSecret(
        secret,
        out -> {
          assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(temporary())))
              .isEqualTo("rw-------");
          WholeFiles.text("secret").writeTo(out);
        });

    assertThat(secret).hasContent("secret");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(secret)))
        .isEqualTo("rw-------");
  }

  private Path temporary() throws IOException {
    try (Stream<Path> entries = Files.list(directory)) {
      return entries.filter(path -> path.toString().endsWith(".tmp")).findFirst().orElseThrow();
    }
  }

  @Test
  void whatAKilledProcessLeftOfTheFileIsRemovedAndWhatALivingOneWritesStays() throws IOException {
    Process killed = new ProcessBuilder("sleep", "60").start();
    long dead = killed.pid();
    killed.destroyForcibly().onExit().join();
    Files.writeString(directory.resolve(".run.json." + dead + "-1.tmp"), "half");
    String living = ".run.json." + ProcessHandle.current().pid() + "-0a.tmp";
    Files.writeString(directory.resolve(living), "being written");
    Files.writeString(directory.resolve(".other.json." + dead + "-1.tmp"), "another file's");

    WholeFiles.writeFile(directory.resolve("run.json"), WholeFiles.text("whole"));

    assertThat(names())
        .containsExactlyInAnyOrder(living, ".other.json." + dead + "-1.tmp", "run.json");
  }

  @Test
  void severalWritersOfOneFileLeaveTheWholeFileOfOne() throws Exception {
    Path file = directory.resolve("run.json");
    List<CompletableFuture<Void>> writers = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      String content = String.valueOf(i).repeat(100_000);
      writers.add(
          CompletableFuture.runAsync(
              () -> {
                try {
                  WholeFiles.writeFile(file, WholeFiles.text(content));
                } catch (IOException e) {
                  throw new IllegalStateException(e);
                }
              }));
    }

    for (CompletableFuture<Void> writer : writers) {
      writer.get(60, TimeUnit.SECONDS);
    }

    String content = Files.readString(file);
    assertThat(content).isEqualTo(content.substring(0, 1).repeat(100_000));
    assertThat(names()).containsExactly("run.json");
  }

  @Test
  void whatAWriterThrowsLeavesNothingAndComesThrough() {
    Path file = directory.resolve("run.json");

    assertThatThrownBy(
            () ->
                WholeFiles.writeFile(
                    file,
                    out -> {
                      throw new IllegalStateException("a mistake of the program");
                    }))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("a mistake of the program");

    assertThat(directory).isEmptyDirectory();
  }

  private String[] names() throws IOException {
    try (Stream<Path> entries = Files.list(directory)) {
      return entries.map(path -> path.getFileName().toString()).sorted().toArray(String[]::new);
    }
  }
}
