/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.thing.model;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.connection.DeviceLink;
import org.kuralink.api.tsl.ThingModel;
import org.kuralink.api.tsl.ThingModels;
import org.kuralink.api.tsl.Violation;
import org.kuralink.thing.link.ThingThread;

/**
 * The models of a session, one for each product: that of the gateway itself, and those of its
 * sub-devices, which are got when one of them is used for the first time.
 */
public final class ProductModels {

  private final Origin origin;
  private final Strictness strictness;
  private final ModelKeeper own;
  private final Map<String, ModelKeeper> others = new ConcurrentHashMap<>();
  private final Supplier<DeviceIdentity> gateway;
  private boolean closed;

  /**
   * @param strictness with which they are kept
   * @param gateway who the gateway is
   * @param known its model, as it is known from before
   */
  public ProductModels(
      Origin origin,
      Strictness strictness,
      Supplier<DeviceIdentity> gateway,
      Optional<ThingModel> known) {
    this.origin = origin;
    this.strictness = strictness;
    this.gateway = gateway;
    this.own = new ModelKeeper(origin, "", known);
  }

  /** What becomes of values that they do not allow. */
  public Strictness strictness() {
    return strictness;
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
}
