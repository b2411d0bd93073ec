package dev.hibi.model;

import dev.hibi.model.ResNetArchitecture.Block;
import dev.hibi.model.ResNetArchitecture.Convolution;
import java.util.ArrayList;
import java.util.List;

/**
 * A residual network as TorchScript: one class for each kind of module, one object for each module.
 *
 * <p>Attribute names are torchvision's, so that the archive's {@code state_dict} is too. Methods of
 * the root: {@code features(images)} to float32 (N, features), {@code head(features)} to logits
 * float32 (N, classes), {@code forward(images)} does both. {@code trainable()} lists the parameters
 * and {@code state()} all tensors, in the order of {@link ResNetWeights}.
 */
final class ResNetScript {
  private static final ScriptClass CONVOLUTION =
      new ScriptClass("Conv2d")
          .parameter("weight")
          .attribute("stride", "int")
          .attribute("padding", "int")
          .methods(
              """
              def forward(self: SELF, x: Tensor) -> Tensor:
                stride = self.stride
                padding = self.padding
                return torch.conv2d(x, self.weight, None, [stride, stride], [padding, padding], [1, 1], 1)
              def trainable(self: SELF) -> List[Tensor]:
                return [self.weight]
              def state(self: SELF) -> List[Tensor]:
                return [self.weight]
              """);

  /** A frozen one uses its statistics as they are, also while the network trains. */
  private static final ScriptClass BATCH_NORM =
      new ScriptClass("BatchNorm2d")
          .parameter("weight")
          .parameter("bias")
          .buffer("running_mean")
          .buffer("running_var")
          .buffer("num_batches_tracked")
          .attribute("frozen", "bool")
          .methods(
              """
              def forward(self: SELF, x: Tensor) -> Tensor:
                if self.frozen:
                  learning = False
                else:
                  learning = self.training
                if learning:
                  _0 = torch.add_(self.num_batches_tracked, 1)
                else:
                  pass
                return torch.batch_norm(x, self.weight, self.bias, self.running_mean, self.running_var, learning, 0.1, 1.0000000000000001e-05, True)
              def trainable(self: SELF) -> List[Tensor]:
                return [self.weight, self.bias]
              def state(self: SELF) -> List[Tensor]:
                return [self.weight, self.bias, self.running_mean, self.running_var, self.num_batches_tracked]
              """);

  private static final ScriptClass DOWNSAMPLE =
      new ScriptClass("Downsample")
          .attribute("0", CONVOLUTION.qualifiedName())
          .attribute("1", BATCH_NORM.qualifiedName())
          .methods(
              """
              def forward(self: SELF, x: Tensor) -> Tensor:
                return (getattr(self, "1")).forward((getattr(self, "0")).forward(x, ), )
              """)
          .methods(lists(List.of("getattr(self, \"0\")", "getattr(self, \"1\")")));

  private static final ScriptClass LINEAR =
      new ScriptClass("Linear")
          .parameter("weight")
          .parameter("bias")
          .methods(
              """
              def forward(self: SELF, x: Tensor) -> Tensor:
                return torch.linear(x, self.weight, self.bias)
              def trainable(self: SELF) -> List[Tensor]:
                return [self.weight, self.bias]
              def state(self: SELF) -> List[Tensor]:
                return [self.weight, self.bias]
              """);

  private static final ScriptClass BASIC_BLOCK = block("BasicBlock", 2, false);
  private static final ScriptClass BASIC_BLOCK_DOWNSAMPLING =
      block("BasicBlockDownsampling", 2, true);
  private static final ScriptClass BOTTLENECK = block("Bottleneck", 3, false);
  private static final ScriptClass BOTTLENECK_DOWNSAMPLING =
      block("BottleneckDownsampling", 3, true);

  private final StateDict weights;
  private final boolean freezeBatchNorm;

  private ResNetScript(StateDict weights, boolean freezeBatchNorm) {
    this.weights = weights;
    this.freezeBatchNorm = freezeBatchNorm;
  }

  /**
   * The network.
   *
   * @param freezeBatchNorm whether training leaves the running statistics as they are and uses them
   */
  static ScriptObject of(Backbone backbone, StateDict weights, boolean freezeBatchNorm) {
    return new ResNetScript(weights, freezeBatchNorm).network(ResNetArchitecture.of(backbone));
  }

  /** The head alone, whose input is features; its methods are those of the whole network. */
  static ScriptObject head(StateDict weights) {
    ScriptClass type =
        new ScriptClass("Head")
            .attribute("fc", LINEAR.qualifiedName())
            .methods(
                """
                def features(self: SELF, features: Tensor) -> Tensor:
                  return features
                def head(self: SELF, features: Tensor) -> Tensor:
                  return (self.fc).forward(features, )
                def forward(self: SELF, features: Tensor) -> Tensor:
                  return (self).head(features, )
                """)
            .methods(lists(List.of("self.fc")));
    return new ScriptObject(type).put("fc", new ResNetScript(weights, true).linear());
  }

  private ScriptObject network(ResNetArchitecture architecture) {
    List<ScriptObject> layers = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      layers.add(layer("Layer" + (i + 1), architecture.layers().get(i)));
    }
    ScriptClass type =
        new ScriptClass("ResNet")
            .attribute("conv1", CONVOLUTION.qualifiedName())
            .attribute("bn1", BATCH_NORM.qualifiedName());
    ScriptObject network =
        new ScriptObject(type)
            .put("conv1", convolution(architecture.stem()))
            .put("bn1", batchNorm(architecture.stem()));
    for (int i = 0; i < 4; i++) {
      type.attribute("layer" + (i + 1), layers.get(i).type().qualifiedName());
      network.put("layer" + (i + 1), layers.get(i));
    }
    type.attribute("fc", LINEAR.qualifiedName())
        .methods(
            """
            def features(self: SELF, images: Tensor) -> Tensor:
              x = torch.contiguous(images, memory_format=2)
              x = torch.relu_((self.bn1).forward((self.conv1).forward(x, ), ))
              x = torch.max_pool2d(x, [3, 3], [2, 2], [1, 1], [1, 1], False)
              x = (self.layer1).forward(x, )
              x = (self.layer2).forward(x, )
              x = (self.layer3).forward(x, )
              x = (self.layer4).forward(x, )
              return torch.flatten(torch.adaptive_avg_pool2d(x, [1, 1]), 1, -1)
            def head(self: SELF, features: Tensor) -> Tensor:
              return (self.fc).forward(features, )
            def forward(self: SELF, images: Tensor) -> Tensor:
              return (self).head((self).features(images, ), )
            """)
        .methods(
            lists(
                List.of(
                    "self.conv1",
                    "self.bn1",
                    "self.layer1",
                    "self.layer2",
                    "self.layer3",
                    "self.layer4",
                    "self.fc")));
    return network.put("fc", linear());
  }

  private ScriptObject layer(String name, List<Block> blocks) {
    ScriptClass type = new ScriptClass(name);
    ScriptObject layer = new ScriptObject(type);
    StringBuilder forward = new StringBuilder("def forward(self: SELF, x: Tensor) -> Tensor:\n");
    List<String> children = new ArrayList<>();
    for (int i = 0; i < blocks.size(); i++) {
      ScriptObject block = block(blocks.get(i));
      String child = "getattr(self, \"" + i + "\")";
      type.attribute(Integer.toString(i), block.type().qualifiedName());
      layer.put(Integer.toString(i), block);
      forward.append("  x = (%s).forward(x, )\n".formatted(child));
      children.add(child);
    }
    type.methods(forward + "  return x\n").methods(lists(children));
    return layer;
  }

  private ScriptObject block(Block block) {
    boolean downsampling = block.downsample().isPresent();
    ScriptObject object =
        new ScriptObject(
            block.convolutions().size() == 2
                ? downsampling ? BASIC_BLOCK_DOWNSAMPLING : BASIC_BLOCK
                : downsampling ? BOTTLENECK_DOWNSAMPLING : BOTTLENECK);
    for (int i = 0; i < block.convolutions().size(); i++) {
      object.put("conv" + (i + 1), convolution(block.convolutions().get(i)));
      object.put("bn" + (i + 1), batchNorm(block.convolutions().get(i)));
    }
    block
        .downsample()
        .ifPresent(
            shortcut ->
                object.put(
                    "downsample",
                    new ScriptObject(DOWNSAMPLE)
                        .put("0", convolution(shortcut))
                        .put("1", batchNorm(shortcut))));
    return object;
  }

  private ScriptObject convolution(Convolution convolution) {
    return new ScriptObject(CONVOLUTION)
        .parameter("weight", weights.get(convolution.name() + ".weight"))
        .put("stride", convolution.stride())
        .put("padding", convolution.padding());
  }

  private ScriptObject batchNorm(Convolution convolution) {
    String name = convolution.batchNorm();
    return new ScriptObject(BATCH_NORM)
        .parameter("weight", weights.get(name + ".weight"))
        .parameter("bias", weights.get(name + ".bias"))
        .buffer("running_mean", weights.get(name + ".running_mean"))
        .buffer("running_var", weights.get(name + ".running_var"))
        .buffer("num_batches_tracked", weights.get(name + ".num_batches_tracked"))
        .put("frozen", freezeBatchNorm);
  }

  private ScriptObject linear() {
    return new ScriptObject(LINEAR)
        .parameter("weight", weights.get("fc.weight"))
        .parameter("bias", weights.get("fc.bias"));
  }

  /** A block's class: conv, bn, ReLU, …, conv, bn, plus the shortcut, ReLU. */
  private static ScriptClass block(String name, int convolutions, boolean downsampling) {
    ScriptClass type = new ScriptClass(name);
    StringBuilder forward =
        new StringBuilder("def forward(self: SELF, x: Tensor) -> Tensor:\n  y = x\n");
    List<String> children = new ArrayList<>();
    for (int i = 1; i <= convolutions; i++) {
      type.attribute("conv" + i, CONVOLUTION.qualifiedName());
      type.attribute("bn" + i, BATCH_NORM.qualifiedName());
      forward.append("  y = (self.bn" + i + ").forward((self.conv" + i + ").forward(y, ), )\n");
      if (i < convolutions) {
        forward.append("  y = torch.relu_(y)\n");
      }
      children.add("self.conv" + i);
      children.add("self.bn" + i);
    }
    if (downsampling) {
      type.attribute("downsample", DOWNSAMPLE.qualifiedName());
      forward.append("  x = (self.downsample).forward(x, )\n");
      children.add("self.downsample");
    }
    forward.append("  return torch.relu_(torch.add_(y, x))\n");
    return type.methods(forward.toString()).methods(lists(children));
  }

  /** The two methods that walk the tree, for a module with these children. */
  private static String lists(List<String> children) {
    return listing("trainable", children) + listing("state", children);
  }

  private static String listing(String method, List<String> children) {
    String sum =
        children.stream()
            .map(child -> "(%s).%s()".formatted(child, method))
            .reduce("torch.add(%s, %s)"::formatted)
            .orElseThrow();
    return "def %s(self: SELF) -> List[Tensor]:\n  return %s\n".formatted(method, sum);
  }
}
