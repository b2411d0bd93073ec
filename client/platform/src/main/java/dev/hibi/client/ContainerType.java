package dev.hibi.client;

/** What a container is for. */
public enum ContainerType implements NumberedEnum {
  /** One that this client does not know. */
  UNKNOWN(-1),
  /** A training. */
  TRAINING(1),
  /** A TensorBoard. */
  TENSOR_BOARD(2),
  /** A preprocessing. */
  PREPROCESSING(3),
  /** An inference. */
  INFERENCING(4),
  /** A notebook. */
  NOTEBOOK(5),
  /** The deletion of a tenant. */
  DELETE_TENANT(6),
  /** An experiment. */
  EXPERIMENT(7);

  private final int number;

  ContainerType(int number) {
    this.number = number;
  }

  @Override
  public int number() {
    return number;
  }
}
