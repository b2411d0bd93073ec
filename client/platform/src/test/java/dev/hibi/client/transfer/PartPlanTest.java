package dev.hibi.client.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hibi.client.api.DataApi;
import dev.hibi.client.api.DataApi.StoredFile;
import dev.hibi.client.api.Json;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PartPlanTest {

  @ParameterizedTest
  @CsvSource({
    "1, 1, 16",
    "16777216, 1, 16",
    "16777217, 2, 16",
    "6442450944, 384, 16", // 6 GiB
    "167772160000, 10000, 16", // 10,000 parts of 16 MiB
    "167772160001, 9412, 17",
    "5497558138880, 9987, 525" // 5 TiB
  })
  void partsGrowWhereTheyWouldBeTooMany(long size, int count, long mib) {
    PartPlan plan = PartPlan.of(size, PartPlan.USUAL_PART);

    assertThat(plan.count()).isEqualTo(count);
    assertThat(plan.partSize()).isEqualTo(mib * PartPlan.MIB);
    assertThat(plan.offset(count - 1) + plan.length(count - 1)).isEqualTo(size);
    assertThat(plan.length(count - 1)).isBetween(1L, plan.partSize());
  }

  @Test
  void filesAreRegisteredInBatchesOfAtMostFiveThousand() {
    List<StoredFile> files =
        IntStream.range(0, 12_000).mapToObj(i -> new StoredFile("f" + i, "s" + i)).toList();

    List<List<StoredFile>> batches = FileRegistration.batches(files);

    assertThat(batches).extracting(List::size).containsExactly(5000, 5000, 2000);
    assertThat(batches.stream().flatMap(List::stream)).isEqualTo(files);
  }

  @Test
  void longNamesMakeSmallerBatches() {
    String name = "ひ".repeat(80);
    List<StoredFile> files =
        IntStream.range(0, 5000).mapToObj(i -> new StoredFile(name + i, "s" + i)).toList();
    Json json = new Json(java.time.ZoneOffset.UTC);

    assertThat(FileRegistration.batches(files))
        .hasSizeGreaterThan(1)
        .allSatisfy(
            batch ->
                assertThat(
                        json.write(new DataApi.AddFiles(batch))
                            .getBytes(java.nio.charset.StandardCharsets.UTF_8))
                    .hasSizeLessThan(1_000_000));
  }
}
