package dev.hibi.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ShardTest {
  @TempDir Path folder;

  private ZipImageFolder data() throws IOException {
    return ZipImageFolder.builder()
        .addSource(ToyArchive.tutorial(folder.resolve("train.zip"), 5))
        .build();
  }

  private static List<String> entries(ZipImageFolder data) {
    List<String> entries = new ArrayList<>();
    for (int i = 0; i < data.size(); i++) {
      entries.add(data.sample(i).entry());
    }
    return entries;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7, 10})
  void shardsAreDisjointExhaustiveAndOfEqualSizeWithinOne(int worldSize) throws IOException {
    try (ZipImageFolder data = data()) {
      List<String> all = new ArrayList<>();
      for (int rank = 0; rank < worldSize; rank++) {
        List<String> part = entries(data.shard(rank, worldSize));
        assertThat(part).hasSizeBetween(10 / worldSize, (10 + worldSize - 1) / worldSize);
        all.addAll(part);
      }
      assertThat(all).containsExactlyInAnyOrderElementsOf(entries(data));
    }
  }

  @Test
  void shardOfAShardIsAPartOfThePart() throws IOException {
    try (ZipImageFolder data = data()) {
      assertThat(entries(data.shard(1, 2).shard(1, 2)))
          .containsExactly(data.sample(3).entry(), data.sample(7).entry());
    }
  }

  @Test
  void impossibleShardsAreRefused() throws IOException {
    try (ZipImageFolder data = data()) {
      assertThatThrownBy(() -> data.shard(2, 2)).hasMessage("bad rank: expected 0 to 1, found 2");
      assertThatThrownBy(() -> data.shard(0, 11))
          .hasMessage("bad world size: expected 1 to 10, found 11");
    }
  }
}
