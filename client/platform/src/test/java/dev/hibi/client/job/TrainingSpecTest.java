package dev.hibi.client.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hibi.client.api.Container;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TrainingSpecTest {
  private static final String LEAST =
      """
      {
        "name": "cracks",
        "image": "host:80/hibi:latest",
        "dataset": 1,
        "repository": "inspection/group/cracks",
        "entryPoint": "./train < in > out",
        "cpu": 1,
        "memory": 1,
        "gpu": 0
      }
      """;

  @Test
  void whatIsWrittenIsRead() {
    TrainingRequest request =
        TrainingRequest.builder("ひび")
            .image(Container.Image.of("hibi", "latest").registry(2))
            .dataSet(7)
            .repository("inspection", "cracks")
            .git(3)
            .commit("abc")
            .entryPoint("a && b")
            .cpu(4)
            .memoryGb(16)
            .gpu(2)
            .partition("fast")
            .option("LR", "1e-3")
            .port(8080)
            .parent(5)
            .parent(6)
            .memo("two\nlines")
            .tags(List.of("x", "y"))
            .zip(true)
            .localDataSet(true)
            .build();

    TrainingRequest read =
        TrainingSpec.read(TrainingSpec.write(request)).submissionId(request.submissionId()).build();

    assertThat(read.create()).isEqualTo(request.create());
  }

  @Test
  void whatIsAsByDefaultIsLeftOut() {
    assertThat(TrainingSpec.write(TrainingSpec.read(LEAST).build())).isEqualTo(LEAST);
  }

  @Test
  void aNumberInTheEnvironmentIsTakenAsItIsWritten() {
    String spec =
        LEAST.replace("\"gpu\": 0", "\"options\": {\"A\": 1e-3, \"B\": true, \"C\": \"\"}");

    assertThat(TrainingSpec.read(spec).build().options())
        .containsEntry("A", "1e-3")
        .containsEntry("B", "true")
        .containsEntry("C", "");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1.5 | bad gpu: expected a whole number, found 1.5 (spec)",
        "\"1\" | bad gpu: expected a whole number, found \"1\" (spec)",
        "99999999999 | bad gpu: expected a smaller number, found 99999999999 (spec)",
        "0, \"zip\": 1 | bad zip: expected true or false, found 1 (spec)",
        "0, \"tags\": \"a\" | bad tags: expected a list, found \"a\" (spec)",
        "0, \"memo\": 1 | bad memo: expected a text, found 1 (spec)",
        "0, \"options\": {\"A\": []} | bad options: expected texts, found [] (spec)",
      })
  void aValueOfAnotherKindIsRefused(String gpu, String message) {
    assertThatThrownBy(() -> TrainingSpec.read(LEAST.replace("\"gpu\": 0", "\"gpu\": " + gpu)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }

  @Test
  void aFieldThatIsNoneIsNamed() {
    assertThatThrownBy(() -> TrainingSpec.read(LEAST.replace("\"gpu\"", "\"gpus\"")))
        .hasMessageStartingWith("bad spec: expected some of branch, commit, cpu, ")
        .hasMessageEndingWith(", found 'gpus'");
    assertThatThrownBy(() -> TrainingSpec.read("[]"))
        .hasMessage("bad spec: expected a JSON object, found another value");
    assertThatThrownBy(() -> TrainingSpec.read("{\"name\": \"a\"}").build())
        .hasMessage("bad image: expected one, found none (training request)");
  }
}
