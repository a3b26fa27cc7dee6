package chat.parley.provider;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/// What the models of one connection have refused, and are asked without since: found out by the
/// first answer that was refused, and kept by whoever listens.
public final class RefusedFeatures {

  /// More models of one connection than anybody asks; what is found out beyond is found out again.
  private static final int MOST = 500;

  /// That a model is asked without something.
  public record RefusedFeature(String model, RequestFeature feature) {}

  private final Map<String, Set<RequestFeature>> found = new ConcurrentHashMap<>();
  private final Consumer<RefusedFeature> listener;

  /// @param known from before
  /// @param listener hears what is new; it may be called on the thread of an answer
  public RefusedFeatures(List<RefusedFeature> known, Consumer<RefusedFeature> listener) {
    known.forEach(one -> add(one.model(), one.feature()));
    this.listener = listener;
  }

  /// Knows nothing, and forgets with the process.
  static RefusedFeatures none() {
    return new RefusedFeatures(List.of(), _ -> {});
  }

  Set<RequestFeature> of(String model) {
    return found.getOrDefault(model, Set.of());
  }

  /// In the order of the models' names.
  List<RefusedFeature> all() {
    List<RefusedFeature> all = new ArrayList<>();
    found.keySet().stream()
        .sorted()
        .forEach(model -> of(model).forEach(one -> all.add(new RefusedFeature(model, one))));
    return all;
  }

  void learn(String model, RequestFeature feature) {
    if (add(model, feature)) {
      listener.accept(new RefusedFeature(model, feature));
    }
  }

  private boolean add(String model, RequestFeature feature) {
    if (of(model).contains(feature) || (found.size() >= MOST && !found.containsKey(model))) {
      return false;
    }
    found.merge(model, Set.of(feature), RefusedFeatures::both);
    return true;
  }

  private static Set<RequestFeature> both(Set<RequestFeature> some, Set<RequestFeature> more) {
    EnumSet<RequestFeature> both = EnumSet.copyOf(some);
    both.addAll(more);
    return Set.copyOf(both);
  }

  /// The next answers ask for everything again.
  public void forget() {
    found.clear();
  }
}
