/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.kura.publisher;

import java.time.Clock;
import java.time.ZoneId;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.kura.KuraErrorCode;
import org.eclipse.kura.KuraException;
import org.eclipse.kura.cloudconnection.CloudConnectionConstants;
import org.eclipse.kura.cloudconnection.listener.CloudConnectionListener;
import org.eclipse.kura.cloudconnection.listener.CloudDeliveryListener;
import org.eclipse.kura.cloudconnection.message.KuraMessage;
import org.eclipse.kura.cloudconnection.publisher.CloudPublisher;
import org.eclipse.kura.configuration.ConfigurableComponent;
import org.eclipse.kura.message.KuraPayload;
import org.kuralink.api.configuration.ConfigurationValues;
import org.kuralink.api.configuration.DataDirectory;
import org.kuralink.api.configuration.Explanation;
import org.kuralink.kura.endpoint.ChosenEndpoint;
import org.kuralink.kura.endpoint.KuraEndpoint;
import org.kuralink.kura.endpoint.KuraListeners;
import org.kuralink.kura.endpoint.LastConfiguration;
import org.kuralink.kura.endpoint.Troubles;
import org.kuralink.kura.metric.ChannelValues;
import org.kuralink.kura.publisher.Outbox.ReadyMessage;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What all publishers have in common. {@code publish} returns an id at once, whatever the network
 * does, or null if nobody will say that the message has arrived; delivery listeners hear the id
 * when the platform has taken the message. A publisher has no thread: it uses those of its callers
 * and of its endpoint.
 */
abstract class KuraPublisher implements CloudPublisher, ConfigurableComponent {

  static final String ENDPOINT_PID =
      CloudConnectionConstants.CLOUD_ENDPOINT_SERVICE_PID_PROP_NAME.value();

  private static final Logger LOG = LoggerFactory.getLogger(KuraPublisher.class);

  private final ChosenEndpoint endpoints = new ChosenEndpoint(this::drain, this::trouble);
  private final KuraListeners<CloudDeliveryListener> deliveryListeners = new KuraListeners<>();
  private final Clock clock;
  private final LastConfiguration last = new LastConfiguration();
  private final Troubles troubles;
  private final Outbox outbox;
  private final AtomicLong ids = new AtomicLong();
  private volatile String name = "publisher";

  KuraPublisher(Clock clock) {
    this.clock = clock;
    troubles = new Troubles("Publisher", LOG, clock);
    outbox = new Outbox(endpoints::endpoint, this::delivered, troubles::complain);
  }

  /**
   * Reads the configuration; called again when it has changed.
   *
   * @param values tells problems
   */
  abstract void configure(ConfigurationValues values);

  /** Whether the configuration says where messages go. */
  boolean isReady() {
    return true;
  }

  /**
   * Makes a message ready to go; asked only if it is ready itself.
   *
   * @return empty if nothing of it is for the platform
   */
  abstract Optional<ReadyMessage> prepare(KuraPayload payload);

  @Activate
  void activate(Map<String, Object> properties) {
    name = DataDirectory.nameOf(properties, name);
    troubles.name(name);
    modified(properties);
  }

  @Modified
  void modified(Map<String, Object> properties) {
    if (!last.isAnother(properties)) {
      return;
    }
    ConfigurationValues values = ConfigurationValues.of(properties);
    String endpoint = values.text(ENDPOINT_PID);
    if (endpoint.isEmpty()) {
      values.problem(ENDPOINT_PID, "is missing; the publisher belongs to no connection");
    }
    configure(values);
    troubles.configured(values);
    endpoints.choose(endpoint, LOG, name);
    outbox.drain();
  }

  @Deactivate
  void deactivate() {
    endpoints.close();
    int lost = outbox.close();
    deliveryListeners.clear();
    if (lost > 0) {
      LOG.warn("{}: {} messages were still waiting and are lost", name, lost);
    }
  }

  @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
  void addEndpoint(KuraEndpoint endpoint, Map<String, ?> properties) {
    endpoints.add(endpoint, properties);
    came(endpoint);
  }

  void updatedEndpoint(KuraEndpoint endpoint, Map<String, ?> properties) {
    endpoints.update(endpoint, properties);
  }

  void removeEndpoint(KuraEndpoint endpoint) {
    went(endpoint);
    endpoints.remove(endpoint);
  }

  /** An endpoint is there, chosen or not; for those who offer it something. */
  void came(KuraEndpoint endpoint) {}

  /** An endpoint goes; takes back what was offered to it. */
  void went(KuraEndpoint endpoint) {}

  /** Whether an endpoint is the one that is chosen now. */
  final boolean isChosen(KuraEndpoint endpoint) {
    return endpoints.endpoint().filter(endpoint::equals).isPresent();
  }

  @Override
  public final String publish(KuraMessage message) throws KuraException {
    if (message == null || message.getPayload() == null) {
      throw new KuraException(KuraErrorCode.INVALID_PARAMETER, "a message without a payload");
    }
    Optional<ReadyMessage> shipment = shipment(message.getPayload());
    if (shipment.isEmpty()) {
      return noConfirmationWillCome();
    }
    String id = name + "-" + ids.incrementAndGet();
    boolean taken = outbox.put(id, shipment.get());
    return taken && shipment.get().confirmed() ? id : noConfirmationWillCome();
  }

  /**
   * A wire writes whatever is thrown into the log with its stack, at each tick, and leaves out what
   * else it has to publish: what is wrong is shown with the connection instead.
   */
  private Optional<ReadyMessage> shipment(KuraPayload payload) {
    if (!isReady()) {
      troubles.leftOut();
      return Optional.empty();
    }
    try {
      return prepare(payload);
    } catch (RuntimeException e) {
      complain("prepare", "a message is left out: " + Explanation.of(e));
      return Optional.empty();
    }
  }

  /** What Kura wants to hear in that case. */
  @SuppressWarnings("NullAway")
  private static String noConfirmationWillCome() {
    return null;
  }

  /** Sends what waits, as far as that is possible now. */
  final void drain() {
    outbox.drain();
  }

  private void delivered(KuraEndpoint endpoint, String id) {
    endpoint.run(
        () -> {
          deliveryListeners.tell(listener -> listener.onMessageConfirmed(id));
          endpoint.confirmed(id);
        });
  }

  private Map<String, String> trouble() {
    return troubles.shown(ZoneId.systemDefault());
  }

  /** Says what went wrong, of each matter once an hour. */
  final void complain(String matter, String what) {
    troubles.complain(matter, what);
  }

  /** Says of a channel, or an output, why it is left out. */
  final void leaveOut(String channel, String why) {
    complain(channel, "channel " + channel + " is left out: " + why);
  }

  /** Says which channels report that they could not be read. */
  final void tellErrors(ChannelValues channels) {
    channels.errors().forEach((channel, error) -> leaveOut(channel, "it reports: " + error));
  }

  /** What posts, and says which channels, or properties, are left out. */
  final FittingPost fitting() {
    return new FittingPost(this::leaveOut);
  }

  /** The time of messages that have none. */
  final Clock clock() {
    return clock;
  }

  @Override
  public final void registerCloudConnectionListener(CloudConnectionListener listener) {
    endpoints.addListener(listener);
  }

  @Override
  public final void unregisterCloudConnectionListener(CloudConnectionListener listener) {
    endpoints.removeListener(listener);
  }

  @Override
  public final void registerCloudDeliveryListener(CloudDeliveryListener listener) {
    deliveryListeners.add(listener);
  }

  @Override
  public final void unregisterCloudDeliveryListener(CloudDeliveryListener listener) {
    deliveryListeners.remove(listener);
  }
}
