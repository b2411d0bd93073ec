package dev.hibi.dataset.labels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hibi.dataset.ToyArchive;
import dev.hibi.dataset.ZipImageFolder;
import dev.hibi.dataset.archives.MalformedDatasetException;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A manifest as a source: what may stand in it, what it makes, what is wrong with it. */
final class ManifestTest {
  @TempDir Path folder;

  @BeforeEach
  void someImages() throws IOException {
    ToyArchive.zip(folder.resolve("a.zip"), "x/1.png", "x/2.png", "x/3.png", "notes.txt");
    Files.createDirectory(folder.resolve("photos"));
    for (String name : new String[] {"1.png", "2.png"}) {
      Files.write(folder.resolve("photos").resolve(name), ToyArchive.content(name));
    }
  }

  private Path csv(String... lines) throws IOException {
    return Files.writeString(folder.resolve("m.csv"), String.join("\n", lines) + "\n");
  }

  private static ZipImageFolder open(Path... sources) throws IOException {
    ZipImageFolder.Builder builder = ZipImageFolder.builder();
    for (Path source : sources) {
      builder.addSource(source);
    }
    return builder.build();
  }

  private void refuses(Path csv, String message) {
    assertThatThrownBy(() -> open(csv))
        .isInstanceOf(MalformedDatasetException.class)
        .hasMessage(message.replace("FOLDER", folder.toString()));
  }

  private static Object[] entries(ZipImageFolder data) {
    return LongStream.range(0, data.size()).mapToObj(i -> data.sample(i).entry()).toArray();
  }

  @Test
  void listedImagesAndNoOthersAreSamples() throws IOException {
    Path csv =
        csv("path,label,group", "photos/2.png,N,", "a.zip!x/3.png,P,b7", "a.zip!x/1.png,N,b8");

    try (ZipImageFolder data = open(csv)) {
      assertThat(entries(data)).containsExactly("x/1.png", "x/3.png", "2.png");
      assertThat(data.counts()).isEqualTo(Map.of("N", 2, "P", 1));
      assertThat(data.getClasses()).containsExactly("N", "P");
      assertThat(data.getClassNumber(1)).isEqualTo(1);
      assertThat(data.group(0)).contains("b8");
      assertThat(data.group(2)).isEmpty();
      assertThat(data.image(1))
          .usingRecursiveComparison()
          .isEqualTo(ToyArchive.image("x/3.png".hashCode()));
      assertThat(data.ignored()).isZero();
      assertThat(data.labelRule()).hasToString("manifest m.csv");
      assertThat(data).hasToString(csv.toString());
    }
  }

  @Test
  void filesKeepTheFoldersThatTheyHaveBelowTheirCommonOne() throws IOException {
    for (String name : List.of("site/N/1.png", "site/P/1.png", "site/P/2.png")) {
      Path file = folder.resolve(name);
      Files.createDirectories(file.getParent());
      Files.write(file, ToyArchive.content(name));
    }
    Path csv = csv("path,label", "site/P/2.png,P", "site/N/1.png,N", "site/P/1.png,P");

    try (ZipImageFolder listed = open(csv);
        ZipImageFolder whole = open(folder.resolve("site"))) {
      assertThat(entries(listed)).containsExactly("N/1.png", "P/1.png", "P/2.png");
      assertThat(listed.fingerprint()).isEqualTo(whole.fingerprint());
    }
  }

  @Test
  void severalManifestsAreOneDataSet() throws IOException {
    Path other = Files.createDirectory(folder.resolve("other")).resolve("n.csv");
    Files.writeString(other, "label,path\nP,../a.zip!x/2.png\n");

    try (ZipImageFolder data = open(csv("path,label", "a.zip!x/1.png,N"), other)) {
      assertThat(entries(data)).containsExactly("x/1.png", "x/2.png");
      assertThat(data.labelRule()).hasToString("manifest m.csv, n.csv");
    }
  }

  @Test
  void columnsHaveAnyOrderAndOthersAreIgnored() throws IOException {
    Path csv = csv("Seen by, Label ,PATH", "\"Sato, K.\",P,photos/1.png", "", "Ito,N,photos/2.png");

    try (ZipImageFolder data = open(csv)) {
      assertThat(entries(data)).containsExactly("1.png", "2.png");
      assertThat(data.getClasses()).containsExactly("N", "P");
    }
  }

  @Test
  void textIsUtf8WithOrWithoutMarkOrWhatExcelWritesInJapan() throws IOException {
    String text = "path,label\r\nphotos/1.png,ひび割れ\r\n";
    Path csv = folder.resolve("m.csv");
    for (byte[] bytes :
        new byte[][] {
          text.getBytes(StandardCharsets.UTF_8),
          ("\uFEFF" + text).getBytes(StandardCharsets.UTF_8),
          text.getBytes(Charset.forName("windows-31j"))
        }) {
      Files.write(csv, bytes);
      try (ZipImageFolder data = open(csv)) {
        assertThat(data.getClasses()).containsExactly("ひび割れ");
      }
    }
  }

  @Test
  void exclamationMarkMayBePartOfAName() throws IOException {
    ToyArchive.zip(folder.resolve("wow!.zip"), "y!/1.png");
    Files.write(folder.resolve("no!.png"), ToyArchive.content("no!.png"));

    try (ZipImageFolder data = open(csv("path,label", "wow!.zip!y!/1.png,P", "no!.png,N"))) {
      assertThat(entries(data)).containsExactly("no!.png", "y!/1.png");
    }
  }

  @Test
  void imageThatIsNotThereIsNamedWithItsLine() throws IOException {
    refuses(
        csv("path,label", "photos/1.png,P", "photos/9.png,P"),
        "no such image: expected an image file or archive.zip!entry, found"
            + " 'FOLDER/photos/9.png' (FOLDER/m.csv:3)");
    refuses(
        csv("path,label", "a.zip!x/9.png,P"),
        "no such image: expected an image file or archive.zip!entry, found 'a.zip!x/9.png'"
            + " (FOLDER/m.csv:2)");
    refuses(
        csv("path,label", "a.zip,P"),
        "no such image: expected an image file or archive.zip!entry, found 'a.zip'"
            + " (FOLDER/m.csv:2)");
  }

  @Test
  void imageListedTwiceIsRefused() throws IOException {
    refuses(
        csv("path,label", "a.zip!x/1.png,P", "./a.zip!x/1.png,N"),
        "image listed twice: expected each image once, found './a.zip!x/1.png' again after"
            + " FOLDER/m.csv:2 (FOLDER/m.csv:3)");
  }

  @Test
  void brokenRowsAreNamedWithTheirLine() throws IOException {
    refuses(
        csv("path,label", "photos/1.png"),
        "bad row: expected 2 values as in the first line, found 1 (FOLDER/m.csv:2)");
    refuses(
        csv("path,label", "", "photos/1.png, "),
        "no label: expected a label, found nothing (FOLDER/m.csv:3)");
    refuses(csv("path,label", ",P"), "no path: expected a path, found nothing (FOLDER/m.csv:2)");
    refuses(
        csv("path,label", "a\0.png,P"),
        "bad path: expected the name of a file, found 'Nul character not allowed'"
            + " (FOLDER/m.csv:2)");
    refuses(
        csv("path,label", "\"a\"b,P"),
        "bad CSV: expected comma-separated values, found 'Unexpected character after closing"
            + " quote: 'b' (0x62) (record starting at line 2)' (FOLDER/m.csv)");
  }

  @Test
  void columnsThatAreMissingOrDoubleAreRefused() throws IOException {
    refuses(
        csv("file,label", "photos/1.png,P"),
        "bad columns: expected path, label and perhaps group once each, found [file, label]"
            + " (FOLDER/m.csv:1)");
    refuses(
        csv("path,label,label", "photos/1.png,P,P"),
        "bad columns: expected path, label and perhaps group once each, found [path, label,"
            + " label] (FOLDER/m.csv:1)");
    refuses(
        Files.writeString(folder.resolve("m.csv"), ""),
        "empty manifest: expected a line with the columns path and label, found none"
            + " (FOLDER/m.csv)");
    refuses(csv("path,label"), "empty manifest: expected at least 1 image, found 0 (FOLDER/m.csv)");
    refuses(
        Files.write(folder.resolve("m.csv"), new byte[] {(byte) 0xff, 0, 1}),
        "unsupported text: expected UTF-8 or windows-31j, found neither (FOLDER/m.csv)");
  }

  @Test
  void manifestsAreNotMixedWithOtherSourcesNorRules() throws IOException {
    Path csv = csv("path,label", "photos/1.png,P");

    assertThatThrownBy(() -> open(csv, folder.resolve("a.zip")))
        .isInstanceOf(MalformedDatasetException.class)
        .hasMessage(
            "mixed sources: expected manifests alone or none, found 1 manifest among 2 sources ("
                + csv
                + ")");
    assertThatThrownBy(
            () -> ZipImageFolder.builder().addSource(csv).optLabels(LabelRule.FOLDER).build())
        .isInstanceOf(MalformedDatasetException.class)
        .hasMessage(
            "labels given twice: expected auto with a manifest as source, found folder ("
                + csv
                + ")");
  }
}
