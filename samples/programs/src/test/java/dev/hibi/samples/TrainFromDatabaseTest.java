package dev.hibi.samples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hibi.ClassLabels;
import dev.hibi.ImageSpec;
import dev.hibi.cli.concrete.DrawnArchive;
import dev.hibi.dataset.ImageTable;
import dev.hibi.dataset.preparation.EvaluationPreprocessing;
import dev.hibi.dataset.preparation.Preprocessing;
import dev.hibi.training.TrainingResult;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Collections;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Trains on blobs of a database in this process. */
final class TrainFromDatabaseTest {
  @TempDir Path directory;

  private String database = "";

  @BeforeEach
  void fill() throws IOException, SQLException {
    database = "jdbc:h2:file:" + directory.resolve("inspection") + ";DB_CLOSE_DELAY=-1";
    try (Connection connection = DriverManager.getConnection(database)) {
      connection
          .createStatement()
          .execute(
              "create table photograph (id bigint generated always as identity primary key, part"
                  + " varchar(10), label varchar(10), file blob)");
      DrawnArchive.train(0).write(directory.resolve("train.zip"), 16);
      DrawnArchive.test(0).write(directory.resolve("test.zip"), 4);
      insert(connection, "train");
      insert(connection, "test");
    }
  }

  private void insert(Connection connection, String part) throws IOException, SQLException {
    try (ZipFile zip = new ZipFile(directory.resolve(part + ".zip").toFile());
        PreparedStatement insert =
            connection.prepareStatement(
                "insert into photograph (part, label, file) values (?, ?, ?)")) {
      for (ZipEntry entry : Collections.list(zip.entries())) {
        insert.setString(1, part);
        insert.setString(2, entry.getName().contains("P_") ? "cracked" : "sound");
        insert.setBytes(3, zip.getInputStream(entry).readAllBytes());
        insert.executeUpdate();
      }
    }
  }

  @Test
  void photographsOfATableAreTrainedOn() throws Exception {
    TrainingResult result = TrainFromDatabase.train(database, directory.resolve("run"), 1);

    assertThat(result.evaluation().samples()).isEqualTo(8);
    assertThat(result.evaluation().labels().names()).containsExactly("sound", "cracked");
    assertThat(directory.resolve("run/model/model.safetensors")).isNotEmptyFile();
  }

  @Test
  void theTableSaysWhatItHolds() throws Exception {
    Preprocessing views = new EvaluationPreprocessing(ImageSpec.imagenet(32));
    try (ImageTable test =
        PhotographTable.open(database, "test", ClassLabels.of("sound", "cracked"), views)) {
      assertThat(test.summary().countPerClass()).isEqualTo(Map.of("cracked", 4, "sound", 4));
      assertThat(test.name(0)).isEqualTo("photograph 33");
      assertThat(test.labels().name(test.label(0))).isEqualTo("sound");
      assertThat(test.bytes(0)).startsWith(0xff, 0xd8);
    }
  }
}
