package chat.parley.model;

import chat.parley.provider.Fault;
import chat.parley.provider.Model;
import chat.parley.provider.Provider;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadFactory;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The providers that are connected, and what they listed last.
///
/// Listings are refreshed in the background, so that a page waits for a server at most once, and
/// for two seconds at most. A provider that does not answer keeps its last listing.
public final class ModelCatalogue implements AutoCloseable {

  /// How long a listing is taken for new.
  static final Duration FRESH = Duration.ofSeconds(60);

  /// How long a server that did not list its models is left alone: somebody may just be starting
  /// it.
  static final Duration FRESH_TROUBLE = Duration.ofSeconds(5);

  /// How long the first page, or somebody who asked for it, waits for the servers.
  static final Duration LONGEST_WAIT = Duration.ofSeconds(2);

  private final InstantSource clock;
  private final ThreadFactory threads;
  private final Decisions decisions;
  private volatile Map<String, CachedListing> listings = Map.of();

  /// What becomes of what servers list.
  public interface Decisions {
    /// The model as it is shown; nothing where it is switched off.
    default Optional<Model> shown(Model listed) {
      return Optional.of(listed);
    }

    /// The default model: the name of a model of any provider, or `provider/model`; it need not be
    /// listed.
    Optional<String> preferred();

    /// Models that a provider is asked for though its server does not list them, by name.
    default List<String> typed(String provider) {
      return List.of();
    }
  }

  /// @param providers in the order of the menu
  /// @param preferred the default model: the name of a model of any provider, or `provider/model`;
  ///   it need not be listed
  /// @param threads makes the threads that ask the servers; virtual ones do
  ModelCatalogue(
      List<Provider> providers,
      Optional<String> preferred,
      InstantSource clock,
      ThreadFactory threads) {
    this(() -> preferred, clock, threads);
    replace(providers);
  }

  /// Begins with none.
  ModelCatalogue(Decisions decisions, InstantSource clock, ThreadFactory threads) {
    this.decisions = decisions;
    this.clock = clock;
    this.threads = threads;
  }

  /// Puts others in the place of those that there are; one that stays keeps its listing.
  ///
  /// @param providers in the order of the menu
  synchronized void replace(List<Provider> providers) {
    Map<String, CachedListing> before = listings;
    Map<String, CachedListing> next = new LinkedHashMap<>();
    for (Provider provider : providers) {
      CachedListing there = before.get(provider.name());
      CachedListing kept =
          there != null && there.provider().equals(provider)
              ? there
              : new CachedListing(provider, clock, threads);
      if (next.put(provider.name(), kept) != null) {
        throw new IllegalArgumentException("Two providers named " + provider.name());
      }
    }
    listings = next;
    before.values().stream()
        .filter(listing -> !next.containsValue(listing))
        .forEach(CachedListing::close);
  }

  /// What a provider lists, also what is switched off.
  List<Model> listed(String provider) {
    CachedListing listing = listings.get(provider);
    if (listing == null) {
      return List.of();
    }
    listing.refreshIfOld();
    listing.awaitFirst(System.nanoTime() + LONGEST_WAIT.toNanos());
    return all(listing);
  }

  /// What is listed, and then what is known by name alone.
  private List<Model> all(CachedListing listing) {
    List<Model> listed = listing.models();
    String provider = listing.provider().name();
    List<Model> all = new ArrayList<>(listed);
    Set<String> names = listed.stream().map(Model::name).collect(Collectors.toSet());
    decisions.typed(provider).stream()
        .filter(name -> !names.contains(name))
        .forEach(name -> all.add(new Model(provider, name, null)));
    return all;
  }

  private Optional<Model> find(CachedListing listing, String name) {
    return listing
        .find(name)
        .or(() ->
            Optional.of(name)
                .filter(decisions.typed(listing.provider().name())::contains)
                .map(typed -> new Model(listing.provider().name(), typed, null)));
  }

  private Stream<Model> shown(CachedListing listing) {
    return all(listing).stream().map(decisions::shown).flatMap(Optional::stream);
  }

  private Optional<String> preferred() {
    return decisions.preferred().map(String::strip).filter(some -> !some.isEmpty());
  }

  /// The models of all providers, in the providers' order, the configured one even if not listed.
  List<Model> models() {
    listings.values().forEach(CachedListing::refreshIfOld);
    long until = System.nanoTime() + LONGEST_WAIT.toNanos();
    listings.values().forEach(one -> one.awaitFirst(until));
    return known();
  }

  /// Asks every server anew and waits for them, two seconds at most.
  List<Model> refresh() {
    listings.values().forEach(CachedListing::refresh);
    long until = System.nanoTime() + LONGEST_WAIT.toNanos();
    listings.values().forEach(one -> one.awaitRunning(until));
    return known();
  }

  /// What kept a provider from listing its models when it was last asked.
  Optional<Fault> trouble(String provider) {
    return Optional.ofNullable(listings.get(provider)).flatMap(CachedListing::trouble);
  }

  /// The names of those that are connected, in the order of the menu.
  List<String> names() {
    return List.copyOf(listings.keySet());
  }

  public Optional<Provider> named(String name) {
    return Optional.ofNullable(listings.get(name)).map(CachedListing::provider);
  }

  /// A model by its provider and name. One that is not listed counts as well where it is the
  /// configured one, or where its provider has not listed anything yet: the server is down, and
  /// will itself say what it does not know.
  public Optional<Model> model(String provider, String name) {
    CachedListing listing = listings.get(provider);
    if (listing == null || name.isBlank()) {
      return Optional.empty();
    }
    Model unlisted = new Model(provider, name, null);
    return find(listing, name)
        .or(() -> Optional.of(unlisted).filter(it -> !listing.isKnown() || isPreferred(it)))
        .flatMap(decisions::shown);
  }

  /// The configured model, else the first that is listed.
  Optional<Model> defaultModel() {
    // First of all, so that who lists the configured one is known.
    List<Model> models = models();
    return configured().or(() -> models.stream().findFirst());
  }

  /// The same where only some providers count.
  ///
  /// @param preferred that is configured there, if one is
  /// @param counts by the name of a provider
  Optional<Model> defaultModel(Optional<String> preferred, Predicate<String> counts) {
    List<Model> models = models();
    Map<String, CachedListing> some = new LinkedHashMap<>(listings);
    some.keySet().removeIf(counts.negate());
    return preferred
        .flatMap(name -> named(name, some))
        .or(() -> models.stream().filter(model -> counts.test(model.provider())).findFirst());
  }

  /// Ends the asking; the providers themselves belong to whoever made them.
  @Override
  public void close() {
    listings.values().forEach(CachedListing::close);
  }

  private List<Model> known() {
    List<Model> models = new ArrayList<>();
    listings.values().forEach(one -> shown(one).forEach(models::add));
    configured().filter(one -> !models.contains(one)).ifPresent(models::add);
    return List.copyOf(models);
  }

  private boolean isPreferred(Model model) {
    return configured().filter(model::equals).isPresent();
  }

  private Optional<Model> configured() {
    return preferred().flatMap(name -> named(name, listings));
  }

  /// The provider that its name begins with, if that one lists it; else whoever lists it; else the
  /// provider that its name begins with; else the first one.
  private Optional<Model> named(String name, Map<String, CachedListing> among) {
    Optional<CachedListing> meant =
        among.values().stream()
            .filter(listing -> name.startsWith(listing.provider().name() + "/"))
            .findFirst();
    String rest = meant.map(one -> name.substring(one.provider().name().length() + 1)).orElse(name);
    return meant
        .flatMap(one -> find(one, rest))
        .or(() -> among.values().stream().flatMap(one -> find(one, name).stream()).findFirst())
        .or(() -> meant.map(one -> new Model(one.provider().name(), rest, null)))
        .or(() -> among.keySet().stream().findFirst().map(one -> new Model(one, name, null)));
  }
}
