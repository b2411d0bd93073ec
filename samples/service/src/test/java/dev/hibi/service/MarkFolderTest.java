package dev.hibi.service;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is in the folder after marks that were kept, and after those that were not. */
final class MarkFolderTest {
  private static final List<Integer> HERE = List.of(0, 0, 10, 10);
  private static final List<Integer> THERE = List.of(50, 50, 10, 10);

  @TempDir private Path folder;

  private MarkFolder marks;

  @BeforeEach
  void open() throws IOException {
    marks = MarkFolder.open(folder);
  }

  @AfterEach
  void close() throws IOException {
    marks.close();
  }

  /** Stands for pictures, which the folder does not look into. */
  private static List<byte[]> pictures(String... contents) {
    return Stream.of(contents).map(content -> content.getBytes(UTF_8)).toList();
  }

  private List<String> tiles() throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("tiles"))) {
      return files.map(file -> "tiles/" + file.getFileName()).sorted().toList();
    }
  }

  private List<String> manifest() throws IOException {
    return Files.readAllLines(folder.resolve("marks.csv"));
  }

  @Test
  void aMarkWhoseManifestIsNotWrittenLeavesNoPictureAndIsForgotten() throws IOException {
    Mark first = marks.add("wall", HERE, pictures("a"), "N");
    List<String> before = tiles();
    Path manifest = folder.resolve("marks.csv");
    Path aside = folder.resolve("aside.csv");
    Files.move(manifest, aside);
    Files.createDirectories(manifest.resolve("in the way"));

    assertThatThrownBy(() -> marks.add("wall", HERE, pictures("b"), "P"))
        .isInstanceOf(IOException.class);
    assertThatThrownBy(() -> marks.remove("wall", first.id())).isInstanceOf(IOException.class);

    assertThat(marks.of("wall")).containsExactly(first);
    assertThat(tiles()).isEqualTo(before);
    Files.delete(manifest.resolve("in the way"));
    Files.delete(manifest);
    Files.move(aside, manifest);
    marks.add("wall", THERE, pictures("c"), "P");
    assertThat(manifest()).hasSize(3).anyMatch(line -> line.startsWith(before.get(0) + ",N,wall,"));
  }

  @Test
  void aMarkWhosePictureIsNotWrittenIsForgotten() throws IOException {
    Mark first = marks.add("wall", HERE, pictures("a"), "N");
    Path tiles = folder.resolve("tiles");
    Files.move(tiles, folder.resolve("aside"));
    Files.createFile(tiles);

    assertThatThrownBy(() -> marks.add("wall", HERE, pictures("a", "b"), "P"))
        .isInstanceOf(IOException.class);

    Files.delete(tiles);
    Files.move(folder.resolve("aside"), tiles);
    assertThat(marks.of("wall")).containsExactly(first);
    marks.add("wall", THERE, pictures("c"), "P");
    assertThat(manifest()).hasSize(3).anyMatch(line -> line.contains(",N,wall," + first.id()));
    assertThat(tiles()).hasSize(2);
  }

  @Test
  void aTileThatAnotherRegionsMarkHasStaysWithIt() throws IOException {
    Mark first = marks.add("wall", HERE, pictures("shared", "a"), "P");

    Mark second = marks.add("wall", THERE, pictures("shared", "b"), "P");

    assertThat(first.tiles()).isEqualTo(2);
    assertThat(second.tiles()).isEqualTo(1);
    assertThat(marks.of("wall")).containsExactlyInAnyOrder(first, second);
    marks.remove("wall", second.id());
    assertThat(marks.of("wall")).containsExactly(first);
    assertThat(tiles()).hasSize(2);
  }

  @Test
  void aTileHasOneLabel() throws IOException {
    Mark first = marks.add("wall", HERE, pictures("shared", "a"), "P");

    assertThatThrownBy(() -> marks.add("wall", THERE, pictures("b", "shared"), "N"))
        .isInstanceOfSatisfying(Problem.class, e -> assertThat(e.status()).isEqualTo(409))
        .hasMessage(
            "tile is marked already: expected P as the other region's mark has it, found N");

    assertThat(marks.of("wall")).containsExactly(first);
    assertThat(tiles()).hasSize(2);
    marks.remove("wall", first.id());
    assertThat(marks.add("wall", THERE, pictures("b", "shared"), "N").tiles()).isEqualTo(2);
  }

  @Test
  void aMarkHasATileOfItsOwn() throws IOException {
    Mark first = marks.add("wall", HERE, pictures("shared"), "P");

    assertThatThrownBy(() -> marks.add("wall", THERE, pictures("shared"), "P"))
        .isInstanceOfSatisfying(Problem.class, e -> assertThat(e.status()).isEqualTo(409))
        .hasMessage(
            "no tile of its own: expected one that no other region's mark has, found 1 that have"
                + " one");

    assertThat(marks.of("wall")).containsExactly(first);
  }

  @Test
  void aRegionThatIsMarkedAgainHasItsLastLabel() throws IOException {
    marks.add("wall", HERE, pictures("a", "b"), "P");

    Mark last = marks.add("wall", HERE, pictures("a", "b"), "N");

    assertThat(marks.of("wall")).containsExactly(last);
    assertThat(manifest().subList(1, 3)).allMatch(line -> line.contains(",N,wall," + last.id()));
  }

  @Test
  void aSecondServiceIsRefusedInThisProcessAndThenStillInOthers() throws Exception {
    String refusal =
        "folder in use: expected one that no other service writes marks to, found one that does"
            + " (%s)".formatted(folder);

    assertThatThrownBy(() -> MarkFolder.open(folder))
        .isInstanceOf(IOException.class)
        .hasMessage(refusal);

    Process other =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Opening.class.getName(),
                folder.toString())
            .redirectErrorStream(true)
            .start();
    try (BufferedReader lines = other.inputReader(UTF_8)) {
      assertThat(lines.readLine()).isEqualTo(refusal);
    } finally {
      other.destroyForcibly();
    }
  }

  /** Opens a folder, and tells what came of it. */
  static final class Opening {
    public static void main(String... arguments) {
      try (MarkFolder marks = MarkFolder.open(Path.of(arguments[0]))) {
        System.out.println("opened, tiles: " + marks.tiles());
      } catch (IOException e) {
        System.out.println(e.getMessage());
      }
    }
  }
}
