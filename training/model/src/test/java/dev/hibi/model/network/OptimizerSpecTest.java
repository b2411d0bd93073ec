package dev.hibi.model.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hibi.model.weights.StateDict;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class OptimizerSpecTest {

  @ParameterizedTest
  @ValueSource(strings = {"adam", "adam-amsgrad", "adamw", "sgd"})
  void anIdGivesAnOptimizerOfThisId(String id) {
    assertThat(OptimizerSpec.of(id).id()).isEqualTo(id);
  }

  @Test
  void defaultsArePyTorchs() {
    assertThat(OptimizerSpec.of("adam"))
        .isEqualTo(new OptimizerSpec.Adam(0.9, 0.999, 1e-8, 0, false, false));
    assertThat(OptimizerSpec.of("adam-amsgrad"))
        .isEqualTo(new OptimizerSpec.Adam(0.9, 0.999, 1e-8, 0, true, false));
    assertThat(OptimizerSpec.of("adamw"))
        .isEqualTo(new OptimizerSpec.Adam(0.9, 0.999, 1e-8, 0.01, false, true));
    assertThat(OptimizerSpec.of("sgd")).isEqualTo(new OptimizerSpec.Sgd(0.9, 0, false));
  }

  @Test
  void anUnknownIdIsRefused() {
    assertThatThrownBy(() -> OptimizerSpec.of("lamb"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("unknown optimizer: expected adam, adam-amsgrad, adamw or sgd, found 'lamb'");
  }

  @Test
  void settingsOutOfRangeAreRefused() {
    assertThatThrownBy(() -> new OptimizerSpec.Sgd(1, 0, false))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("bad momentum: expected at least 0.0 and below 1.0, found 1.0");
    assertThatThrownBy(() -> new OptimizerSpec.Sgd(0, 0, true))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "nesterov cannot be combined with momentum 0: expected momentum above 0, found 0.0");
  }

  @Test
  void aFreshStateHasAZeroForEachThatLearns() {
    StateDict state = OptimizerSpec.sgd().freshState(NetworkDefinition.headAlone(3, 2));

    assertThat(state.names())
        .containsExactly("step", "momentum_buffer.fc.weight", "momentum_buffer.fc.bias");
    assertThat(state.get("step").toLong()).isZero();
    assertThat(state.get("momentum_buffer.fc.weight").toFloatArray())
        .containsExactly(0, 0, 0, 0, 0, 0);
    assertThat(new OptimizerSpec.Sgd(0, 0, false).memory()).isEmpty();
    assertThat(OptimizerSpec.adamAmsgrad().memory())
        .containsExactly("exp_avg", "exp_avg_sq", "max_exp_avg_sq");
  }
}
