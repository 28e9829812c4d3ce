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
 * The thing models of a session, one for each product, and how strictly posts and requests are
 * checked against them. The model of a sub-device's product is fetched when a device of it is used
 * for the first time. A deviation that is let through is logged once for each place of a model.
 */
public final class ProductModels {

  /** The largest number of deviations that are logged. */
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
   * @param validation how strictly values are checked
   * @param gateway returns the identity of the gateway
   * @param known the model of the gateway before a change of the configuration
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

  /** Returns how strictly values are checked. */
  public Validation validation() {
    return validation;
  }

  /** Tells whether values that a model does not allow are refused. */
  public boolean rejects() {
    return validation == Validation.REJECT;
  }

  /** Returns the check against the model of a product. Any thread may call. */
  public ModelCheck check(String productKey) {
    return keeper(productKey).check();
  }

  /** Returns the check for a device, and fetches the model of its product if it is missing. */
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
   * Returns the faults of the model files, or of what the platform sent, each with the name of the
   * configuration property. Any thread may call.
   */
  public List<String> faults() {
    return Stream.of(
            own.files.faults().stream(),
            own.log.fault().stream(),
            others.values().stream().flatMap(other -> other.log.fault().stream()))
        .flatMap(all -> all)
        .toList();
  }

  /**
   * Requests the model of a product again if a violation is an unknown name. Any thread may call.
   */
  public void refreshIfUnknown(String productKey, List<Violation> violations) {
    if (!violations.isEmpty() && violations.stream().anyMatch(ModelCheck::isUnknown)) {
      refresh(productKey);
    }
  }

  /** Requests the model of a product again: a newer one may know a name. Any thread may call. */
  public void refresh(String productKey) {
    ModelKeeper keeper = keeper(productKey);
    if (origin.source == Source.CLOUD) {
      ThingThread.run(origin.thread, keeper::refresh);
    }
  }

  /**
   * Decides whether a request of the platform is refused, and logs deviations that are let through.
   * Any thread may call.
   *
   * @param what the method of the request, for the log
   * @return the reasons for a refusal; a missing member or input is one, so that a handler gets
   *     complete structs and inputs
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
          "{}: accepted although the thing model does not allow it: {}",
          what,
          checked.violations());
    }
    if (refused.isEmpty() && validation != Validation.OFF) {
      tell(what + " accepted", checked.doubts());
    }
    return refused;
  }

  /**
   * Logs doubts that were not logged yet. Any thread may call.
   *
   * @param what the action that was taken, for example "posted"
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
          "{}: {}, although it deviates from the thing model (logged once): {}",
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
   * Proceeds with all models as far as the services present now allow, over the link of the
   * gateway; on the thread of the thing.
   */
  public void advance(@Nullable DeviceLink link) {
    own.advance(link);
    others.values().forEach(ModelKeeper::advance);
  }

  /** Follows the log-in of a device; on the thread of the thing. */
  public void online(DeviceLink link) {
    ModelKeeper keeper = keeper(link.identity().productKey());
    keeper.online();
    if (keeper != own) {
      keeper.advance(link);
    }
  }

  /** Follows the deletion of a device; on the thread of the thing. */
  public void forget(DeviceLink link) {
    keeper(link.identity().productKey()).forget(link);
  }

  /** Follows the return of a deleted device; on the thread of the thing. */
  public void startAnew(DeviceLink link) {
    keeper(link.identity().productKey()).startAnew();
  }

  /** Closes all models; on the thread of the thing. */
  public void close() {
    closed = true;
    own.close();
    others.values().forEach(ModelKeeper::close);
  }

  /**
   * The source of the models.
   *
   * @param files the configured file names for {@link Source#FILE}; may be empty
   * @param readers returns the service that reads models and checks values, while it is there
   */
  public record Origin(
      String name,
      Source source,
      String files,
      ModelCache cache,
      ScheduledExecutorService thread,
      Supplier<Optional<ThingModels>> readers) {}

  /** The configured source of the thing model. */
  public enum Source {
    /** The platform. */
    CLOUD,
    /** One or several files. */
    FILE,
    /** No model; nothing is checked. */
    NONE
  }

  /** The configured treatment of values that the thing model does not allow. */
  public enum Validation {
    /** They are refused. */
    REJECT,
    /** They are accepted with a warning in the log. */
    WARN,
    /** They are not checked. */
    OFF
  }
}
