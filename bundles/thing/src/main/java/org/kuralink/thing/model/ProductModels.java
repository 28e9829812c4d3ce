/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.thing.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.connection.DeviceLink;
import org.kuralink.api.tsl.Doubt;
import org.kuralink.api.tsl.ThingModel;
import org.kuralink.api.tsl.ThingModels;
import org.kuralink.api.tsl.Violation;
import org.kuralink.thing.link.ThingThread;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The models of a session, one for each product: that of the gateway itself, and those of its
 * sub-devices, which are got when one of them is used for the first time; and how strictly they are
 * kept, in both directions. A person is told of what they have otherwise and is let through all the
 * same, once for each place of a model.
 */
public final class ProductModels {

  /** More places than a person will look at. */
  private static final int MAX_TOLD = 1000;

  private static final Pattern INDEX = Pattern.compile("\\[\\d+]");
  private static final Logger LOG = LoggerFactory.getLogger(ProductModels.class);

  private final Origin origin;
  private final Validation validation;
  private final Set<String> told = ConcurrentHashMap.newKeySet();
  private final ModelKeeper own;
  private final Map<String, ModelKeeper> others = new ConcurrentHashMap<>();
  private final Supplier<DeviceIdentity> gateway;
  private boolean closed;

  /**
   * @param validation how strictly they are kept
   * @param gateway who the gateway is
   * @param known its model, as it is known from before
   */
  public ProductModels(
      Origin origin,
      Validation validation,
      Supplier<DeviceIdentity> gateway,
      Optional<ThingModel> known) {
    this.origin = origin;
    this.validation = validation;
    this.gateway = gateway;
    this.own = new ModelKeeper(origin, "", known);
  }

  /** What becomes of values that they do not allow. */
  public Validation validation() {
    return validation;
  }

  /** Whether what they do not allow is refused. */
  public boolean rejects() {
    return validation == Validation.REJECT;
  }

  /** The check by a product's model. Any thread may ask. */
  public ModelCheck check(String productKey) {
    return keeper(productKey).check();
  }

  /** The check for a device that is used; if its product has no model yet, it is got now. */
  public ModelCheck check(DeviceLink link) {
    use(link);
    return check(link.identity().productKey());
  }

  private void use(DeviceLink link) {
    ModelKeeper keeper = keeper(link.identity().productKey());
    if (keeper != own && keeper.lacksLink()) {
      ThingThread.run(
          origin.thread,
          () -> {
            if (!closed) {
              keeper.advance(link);
            }
          });
    }
  }

  /**
   * What is wrong with the files of models, or with what the platform has sent in their place, each
   * with the name of the property. Any thread.
   */
  public List<String> faults() {
    return Stream.of(
            own.files.faults().stream(),
            own.told.fault().stream(),
            others.values().stream().flatMap(other -> other.told.fault().stream()))
        .flatMap(all -> all)
        .toList();
  }

  /** What is wrong with what was posted or set: a newer model may know a name. Any thread. */
  public void missed(String productKey, List<Violation> violations) {
    if (!violations.isEmpty() && violations.stream().anyMatch(ModelCheck::isUnknown)) {
      missed(productKey);
    }
  }

  /** A name was used of which the model of the product knows nothing. Any thread. */
  public void missed(String productKey) {
    ModelKeeper keeper = keeper(productKey);
    if (origin.source == Source.CLOUD) {
      ThingThread.run(origin.thread, keeper::missed);
    }
  }

  /**
   * Judges what the platform asks for; says what is let through. Any thread.
   *
   * @param what is asked for
   * @return what it is refused for: a handler need not take half a struct, or half of its inputs
   */
  public List<Violation> refused(String what, ModelCheck.Checked checked) {
    List<Violation> refused = new ArrayList<>(checked.impossible());
    if (rejects()) {
      refused.addAll(checked.violations());
      checked.doubts().stream()
          .filter(doubt -> doubt.kind() == Doubt.Kind.MISSING)
          .forEach(doubt -> refused.add(new Violation(doubt.path(), doubt.message())));
    } else if (validation == Validation.WARN && !checked.violations().isEmpty()) {
      LOG.warn(
          "{}: taken although the thing model does not allow it: {}", what, checked.violations());
    }
    if (refused.isEmpty() && validation != Validation.OFF) {
      tell(what + " taken", checked.doubts());
    }
    return refused;
  }

  /**
   * Tells a person of doubts that have not been told. Any thread.
   *
   * @param what becomes of it all the same, for example "posted"
   */
  public void tell(String what, List<Doubt> doubts) {
    if (doubts.isEmpty()) {
      return;
    }
    List<String> fresh = new ArrayList<>();
    for (Doubt doubt : doubts) {
      String place = doubt.kind() + " " + INDEX.matcher(doubt.path()).replaceAll("[]");
      if (told.size() < MAX_TOLD && told.add(place)) {
        fresh.add(doubt.toString());
      }
    }
    if (!fresh.isEmpty()) {
      LOG.warn(
          "{}: {} though the thing model has it otherwise (this is said once): {}",
          origin.name,
          what,
          String.join("; ", fresh));
    }
  }

  private ModelKeeper keeper(String productKey) {
    if (productKey.isEmpty() || productKey.equals(gateway.get().productKey())) {
      return own;
    }
    ModelKeeper other = others.get(productKey);
    return other == null
        ? others.computeIfAbsent(
            productKey, each -> new ModelKeeper(origin, each, Optional.empty()))
        : other;
  }

  /**
   * Does what can be done with the services that are there now, over the gateway's link; on the
   * thread.
   */
  public void advance(@Nullable DeviceLink link) {
    own.advance(link);
    others.values().forEach(ModelKeeper::advance);
  }

  /** A device has logged in; on the thing's thread. */
  public void online(DeviceLink link) {
    ModelKeeper keeper = keeper(link.identity().productKey());
    keeper.online();
    if (keeper != own) {
      keeper.advance(link);
    }
  }

  /** A device is deleted; on the thing's thread. */
  public void forget(DeviceLink link) {
    keeper(link.identity().productKey()).forget(link);
  }

  /** A deleted device is back; on the thing's thread. */
  public void startAnew(DeviceLink link) {
    keeper(link.identity().productKey()).startAnew();
  }

  /** Ends; on the thing's thread. */
  public void close() {
    closed = true;
    own.close();
    others.values().forEach(ModelKeeper::close);
  }

  /**
   * Where models come from.
   *
   * @param files where {@link Source#FILE} reads them, as they are configured; may be empty
   * @param readers who reads them, and checks by them, while there is somebody
   */
  public record Origin(
      String name,
      Source source,
      String files,
      ModelCache cache,
      ScheduledExecutorService thread,
      Supplier<Optional<ThingModels>> readers) {}

  /** Where the thing model comes from. */
  public enum Source {
    /** The platform is asked for it. */
    CLOUD,
    /** It is read from a file. */
    FILE,
    /** There is none, and nothing is checked. */
    NONE
  }

  /** How strict a person wants it with values that the thing model does not allow. */
  public enum Validation {
    /** They are not sent. */
    REJECT,
    /** They are sent, and a person is told. */
    WARN,
    /** They are sent unchecked. */
    OFF
  }
}
