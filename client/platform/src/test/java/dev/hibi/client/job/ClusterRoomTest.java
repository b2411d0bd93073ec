package dev.hibi.client.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hibi.client.ScriptedServer;
import dev.hibi.client.api.Container;
import dev.hibi.client.api.GitCommit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class ClusterRoomTest {
  private static final String QUOTA =
      "{\"tenantId\":1,\"tenantName\":\"inspection\",\"cpu\":16,\"memory\":64,\"gpu\":2}";
  private static final String NODES =
      """
      [{"name":"a","partition":"fast","allocatableCpu":8,"allocatableMemory":32.5,
        "allocatableGpu":1,"assignedCpu":7.5,"assignedMemory":4,"assignedGpu":0},
       {"name":"b","partition":"","allocatableCpu":30,"allocatableMemory":128,
        "allocatableGpu":2,"assignedCpu":2,"assignedMemory":8,"assignedGpu":1}]
      """;

  private final ScriptedServer server = new ScriptedServer();

  @AfterEach
  void close() {
    server.close();
  }

  private static TrainingRequest.Builder job(int cpu, int memory, int gpu) {
    return TrainingRequest.builder("cracks")
        .image(Container.Image.of("hibi", "latest"))
        .dataSet(1)
        .source(GitCommit.of("a", "b"))
        .entryPoint("x")
        .cpu(cpu)
        .memoryGb(memory)
        .gpu(gpu);
  }

  private static ClusterRoom.Answer ask(ClusterRoom room, int cpu, int memory, int gpu) {
    return room.ask(job(cpu, memory, gpu).build());
  }

  @Test
  void whatIsFreeIsWhatNodesHaveAndNobodyUses() {
    server.answer(200, QUOTA).answer(200, NODES);

    ClusterRoom room = ClusterRoom.of(server.client().build());

    assertThat(room.nodes().get(0).free()).contains(new ClusterRoom.Amount(0.5, 28.5, 1));
    assertThat(room.nodes().get(1).has()).isEqualTo(new ClusterRoom.Amount(30, 128, 2));
    assertThat(ask(room, 4, 16, 1)).isEqualTo(ClusterRoom.Answer.NOW);
    assertThat(ask(room, 4, 16, 2)).isEqualTo(ClusterRoom.Answer.LATER);
    assertThat(room.ask(job(4, 16, 1).partition("fast").build()))
        .isEqualTo(ClusterRoom.Answer.LATER);
    assertThat(room.ask(job(9, 16, 1).partition("fast").build()))
        .isEqualTo(ClusterRoom.Answer.NEVER);
  }

  @Test
  void theQuotaIsTooMuchOfCoresAndMemoryAndNotOfGpus() {
    server.answer(200, QUOTA).answer(200, NODES);

    ClusterRoom room = ClusterRoom.of(server.client().build());

    assertThat(ask(room, 15, 63, 2)).isEqualTo(ClusterRoom.Answer.LATER);
    assertThat(ask(room, 16, 1, 0)).isEqualTo(ClusterRoom.Answer.REFUSED);
    assertThat(ask(room, 1, 64, 0)).isEqualTo(ClusterRoom.Answer.REFUSED);
    assertThat(ask(room, 1, 1, 3)).isEqualTo(ClusterRoom.Answer.REFUSED);
  }

  @Test
  void whoMayNotSeeWhatIsUsedLearnsWhatThereIs() {
    server
        .answer(200, "{\"tenantId\":1,\"cpu\":0,\"memory\":0,\"gpu\":0}")
        .answer(403, "{\"title\":\"no\"}")
        .answer(200, NODES);

    ClusterRoom room = ClusterRoom.of(server.client().build());

    assertThat(room.nodes().get(0).free()).isEmpty();
    assertThat(ask(room, 30, 100, 2)).isEqualTo(ClusterRoom.Answer.LATER);
    assertThat(ask(room, 31, 100, 2)).isEqualTo(ClusterRoom.Answer.NEVER);
    assertThat(server.requests())
        .extracting(ScriptedServer.Request::line)
        .containsExactly(
            "GET /api/v2/tenant/quota",
            "GET /api/v2/tenant/resource/nodes",
            "GET /api/v2/tenant/nodes");
  }
}
