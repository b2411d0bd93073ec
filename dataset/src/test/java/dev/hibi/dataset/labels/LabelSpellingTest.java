package dev.hibi.dataset.labels;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hibi.ClassLabels;
import dev.hibi.dataset.ToyArchive;
import dev.hibi.dataset.ZipImageFolder;
import dev.hibi.dataset.splits.Grouping;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.text.Normalizer;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** One class is one class, whether macOS or Windows wrote its name, with a blank or without. */
final class LabelSpellingTest {
  private static final String CRACK = "ひび有り";
  private static final String NONE = "ひび無し";

  @SuppressWarnings("NullAway.Init")
  @TempDir
  Path folder;

  /** Accents apart, as macOS writes them. */
  private static String apart(String name) {
    String apart = Normalizer.normalize(name, Normalizer.Form.NFD);
    assertThat(apart).isNotEqualTo(name);
    return apart;
  }

  private Path zip(String name, String... entries) throws IOException {
    return ToyArchive.zip(folder.resolve(name), entries);
  }

  private static ZipImageFolder open(ClassLabels labels, LabelRule rule, Path... sources)
      throws IOException {
    ZipImageFolder.Builder builder =
        ZipImageFolder.builder().optClassLabels(labels).optLabels(rule);
    for (Path source : sources) {
      builder.addSource(source);
    }
    return builder.build();
  }

  private static ZipImageFolder open(Path... sources) throws IOException {
    ZipImageFolder.Builder builder = ZipImageFolder.builder();
    for (Path source : sources) {
      builder.addSource(source);
    }
    return builder.build();
  }

  @Test
  void foldersOfAMacAndOfWindowsAreTheSameClasses() throws IOException {
    Path windows = zip("w.zip", CRACK + "/1.png", NONE + "/1.png");
    Path mac = zip("m.zip", apart(CRACK) + "/2.png", apart(NONE) + "/2.png");

    try (ZipImageFolder train = open(windows);
        ZipImageFolder test = open(train.labels(), LabelRule.AUTO, mac);
        ZipImageFolder both = open(windows, mac)) {
      assertThat(train.getClasses()).containsExactly(CRACK, NONE);
      assertThat(test.counts()).isEqualTo(Map.of(CRACK, 1, NONE, 1));
      assertThat(test.labelRule()).isEqualTo(LabelRule.FOLDER);
      assertThat(both.counts()).isEqualTo(Map.of(CRACK, 2, NONE, 2));
      assertThat(both.sample(0).entry()).isEqualTo(apart(CRACK) + "/2.png");
    }
  }

  @Test
  void foldersOnDiskAreTheSameClasses() throws IOException {
    for (String name : List.of(CRACK, apart(NONE))) {
      Path file = folder.resolve("data").resolve(name).resolve("1.png");
      Files.createDirectories(file.getParent());
      Files.write(file, ToyArchive.content("1.png"));
    }

    try (ZipImageFolder data = open(ClassLabels.of(NONE, CRACK), LabelRule.AUTO, folder)) {
      assertThat(data.counts()).isEqualTo(Map.of(CRACK, 1, NONE, 1));
    }
  }

  @Test
  void prefixesOfAMacAreFoundOut() throws IOException {
    Path mac = zip("m.zip", apart("ds/ヒビ_1.png"), apart("ds/ヒビ_2.png"), apart("ds/ナジ_1.png"));

    try (ZipImageFolder data = open(mac);
        ZipImageFolder given = open(ClassLabels.of("ヒビ", "ナジ"), LabelRule.PREFIX, mac)) {
      assertThat(data.labelRule()).isEqualTo(LabelRule.PREFIX);
      assertThat(data.getClasses()).containsExactly("ナジ", "ヒビ");
      assertThat(given.counts()).isEqualTo(Map.of("ヒビ", 2, "ナジ", 1));
    }
  }

  /** A semi-voiced か, which has no composed form, and a letter beyond 16 bits. */
  @Test
  void prefixesMayHoldMarksAndRareLetters() throws IOException {
    Path zip = zip("m.zip", "か\u309a_1.png", "か\u309a_2.png", "\ud842\udfb7_1.png");

    try (ZipImageFolder data = open(zip)) {
      assertThat(data.labelRule()).isEqualTo(LabelRule.PREFIX);
      assertThat(data.getClasses()).containsExactly("か\u309a", "\ud842\udfb7");
    }
  }

  @Test
  void labelsOfManifestsAndFunctionsAreTheSameClasses() throws IOException {
    Path zip = zip("a.zip", "1.png", "2.png");
    Path csv =
        Files.writeString(
            folder.resolve("m.csv"),
            "path,label\na.zip!1.png,%s\na.zip!2.png,%s\n".formatted(apart(CRACK), NONE));
    ClassLabels labels = ClassLabels.of(NONE, CRACK);

    try (ZipImageFolder source = open(labels, LabelRule.AUTO, csv);
        ZipImageFolder rule = open(labels, LabelRule.manifest(csv), zip);
        ZipImageFolder function =
            open(labels, LabelRule.by(sample -> apart(CRACK) + "\u3000"), zip)) {
      assertThat(source.counts()).isEqualTo(Map.of(NONE, 1, CRACK, 1));
      assertThat(rule.counts()).isEqualTo(Map.of(NONE, 1, CRACK, 1));
      assertThat(function.counts()).isEqualTo(Map.of(NONE, 0, CRACK, 2));
    }
  }

  @Test
  void aManifestFindsEntriesAndFilesHoweverTheyAreSpelled() throws IOException {
    zip("a.zip", apart(CRACK) + "/1.png", NONE + "/1.png");
    for (String name : List.of("disk/" + apart("ひび.png"), "disk/" + "無し.png")) {
      Files.createDirectories(folder.resolve("disk"));
      Files.write(folder.resolve(name), ToyArchive.content("x.png"));
    }
    Path csv =
        Files.writeString(
            folder.resolve("m.csv"),
            "path,label\na.zip!%s\\1.png,P\na.zip!%s/1.png,N\ndisk\\ひび.png,P\ndisk/無し.png,N\n"
                .formatted(CRACK, apart(NONE)));

    try (ZipImageFolder data = open(csv)) {
      assertThat(data.counts()).isEqualTo(Map.of("N", 2, "P", 2));
      assertThat(data.bytes(0)).isNotEmpty();
      assertThat(data.bytes(3)).isNotEmpty();
    }
  }

  @Test
  void theExactSpellingWinsWhereAnArchiveHasBoth() throws IOException {
    zip("a.zip", apart(CRACK) + "/1.png", CRACK + "/1.png");
    Path csv =
        Files.writeString(
            folder.resolve("m.csv"),
            "path,label\na.zip!%s/1.png,P\na.zip!%s/1.png,N\n".formatted(apart(CRACK), CRACK));

    try (ZipImageFolder data = open(csv)) {
      assertThat(data.sample(0).entry()).isEqualTo(apart(CRACK) + "/1.png");
      assertThat(data.labels().name(data.label(0))).isEqualTo("P");
      assertThat(data.labels().name(data.label(1))).isEqualTo("N");
    }
  }

  private enum Blank {
    END("has crack ", "no crack"),
    START(" has crack", "no crack"),
    IDEOGRAPHIC("has crack\u3000", "no crack "),
    NONE("has crack", "no crack");

    final String crack;
    final String none;

    Blank(String crack, String none) {
      this.crack = crack;
      this.none = none;
    }
  }

  /** From an archive, a folder, and the manifest that is written of either. */
  @ParameterizedTest
  @EnumSource
  void aBlankAroundAFolderIsNotPartOfTheClass(Blank blank) throws IOException {
    String[] entries = {blank.crack + "/1.png", blank.crack + "/2.png", blank.none + "/ 1 .png"};
    Path tree = folder.resolve("tree");
    for (String entry : entries) {
      Files.createDirectories(tree.resolve(entry).getParent());
      Files.write(tree.resolve(entry), ToyArchive.content(entry));
    }
    for (Path source : List.of(zip("a.zip", entries), tree)) {
      Path csv = source.resolveSibling("list.csv");
      Path inside = tree.resolve("list.csv");
      try (ZipImageFolder data = open(source)) {
        assertThat(data.counts()).isEqualTo(Map.of("has crack", 2, "no crack", 1));
        write(data, folder, csv);
        write(data, tree, inside);
        for (Path list : List.of(csv, inside)) {
          try (ZipImageFolder listed = open(data.labels(), LabelRule.AUTO, list)) {
            assertThat(listed.counts()).isEqualTo(data.counts());
            assertThat(listed.fingerprint()).isEqualTo(data.fingerprint());
          }
        }
      }
      Files.delete(inside);
    }
  }

  private static void write(ZipImageFolder data, Path directory, Path csv) throws IOException {
    StringWriter text = new StringWriter();
    data.writeManifest(directory, text);
    Files.writeString(csv, text.toString());
  }

  @Test
  void aBlankThatIsTrimmedIsSaid() throws IOException {
    try (ZipImageFolder data = open(zip("a.zip", "has crack /1.png", "no crack/1.png"))) {
      assertThat(data.warnings())
          .containsExactly(
              "blank around a class's name: expected none, found 'has crack ', read as 'has"
                  + " crack'");
    }
  }

  @Test
  void aPatternOfGroupsFindsNamesOfAMac() throws IOException {
    try (ZipImageFolder data = open(zip("a.zip", apart("ブリッジ") + "7/P_1.png"))) {
      assertThat(Grouping.pattern(Pattern.compile("^(ブリッジ[0-9]+)/")).group(data, 0))
          .isEqualTo("ブリッジ7");
    }
  }

  /** By its specification, of names as they are. */
  @Test
  void theFingerprintOfComposedNamesIsAsItWas() throws Exception {
    String one = CRACK + "/1.png";
    StringBuilder lines = new StringBuilder();
    for (String entry : List.of("plain/2.png", one)) {
      byte[] content = ToyArchive.content(entry);
      CRC32 crc = new CRC32();
      crc.update(content);
      String label = entry.substring(0, entry.indexOf('/'));
      lines.append("%s\t%s\t%d\t%08x\n".formatted(label, entry, content.length, crc.getValue()));
    }
    byte[] hash =
        MessageDigest.getInstance("SHA-256")
            .digest(lines.toString().getBytes(StandardCharsets.UTF_8));

    try (ZipImageFolder data = open(zip("a.zip", one, "plain/2.png"))) {
      assertThat(data.fingerprint()).isEqualTo(HexFormat.of().formatHex(hash));
    }
  }
}
