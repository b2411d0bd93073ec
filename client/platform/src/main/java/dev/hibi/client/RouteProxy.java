package dev.hibi.client;

import com.google.gson.JsonParseException;
import com.google.gson.reflect.TypeToken;
import dev.hibi.client.api.Json;
import dev.hibi.client.api.Page;
import dev.hibi.client.api.Route;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Proxy;
import java.lang.reflect.Type;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Makes calls of methods with a {@link Route}. */
final class RouteProxy implements InvocationHandler {
  private final String name;
  private final Transport transport;
  private final Json json;
  private final Map<Method, RouteTemplate> routes = new HashMap<>();

  private RouteProxy(Class<?> api, Transport transport, Json json) {
    this.name = api.getSimpleName();
    this.transport = transport;
    this.json = json;
    for (Method method : api.getMethods()) {
      Route route = method.getAnnotation(Route.class);
      if (route != null) {
        routes.put(method, RouteTemplate.of(route.value(), method));
      }
    }
  }

  /** The calls of an interface whose methods have routes or bodies of their own. */
  static <T> T of(Class<T> api, Transport transport, Json json) {
    Object proxy =
        Proxy.newProxyInstance(
            api.getClassLoader(), new Class<?>[] {api}, new RouteProxy(api, transport, json));
    return api.cast(proxy);
  }

  @Override
  public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments)
      throws Throwable {
    Object[] given = arguments == null ? new Object[0] : arguments;
    RouteTemplate route = routes.get(method);
    if (route != null) {
      return call(route, method, given);
    }
    if (method.isDefault()) {
      return InvocationHandler.invokeDefault(proxy, method, given);
    }
    return switch (method.getName()) {
      case "equals" -> proxy == given[0];
      case "hashCode" -> System.identityHashCode(proxy);
      default -> name;
    };
  }

  private @Nullable Object call(RouteTemplate route, Method method, Object[] arguments) {
    Call call = route.call(arguments, json);
    Answer answer = transport.send(call);
    Type type = method.getGenericReturnType();
    if (type == void.class) {
      return null;
    }
    try {
      return read(answer, type);
    } catch (JsonParseException | IllegalStateException e) {
      throw new KamonohashiException.Malformed(
          "expected JSON of type %s, found other text of %d characters"
              .formatted(type.getTypeName(), answer.body().length()),
          call.method(),
          call.fullPath());
    }
  }

  private Object read(Answer answer, Type type) {
    if (type == String.class) {
      return answer.body();
    }
    if (type instanceof ParameterizedType generic) {
      Type of = generic.getActualTypeArguments()[0];
      if (generic.getRawType() == Page.class) {
        return page(answer, of);
      }
      if (generic.getRawType() == Optional.class) {
        return answer.body().isBlank() ? Optional.empty() : Optional.of(required(answer, of));
      }
    }
    return required(answer, type);
  }

  private Page<Object> page(Answer answer, Type of) {
    Object items = required(answer, TypeToken.getParameterized(List.class, of).getType());
    return new Page<>(List.copyOf((List<?>) items), answer.total());
  }

  private Object required(Answer answer, Type type) {
    Object value = json.read(answer.body(), type);
    if (value == null) {
      throw new JsonParseException("nothing");
    }
    return value;
  }
}
