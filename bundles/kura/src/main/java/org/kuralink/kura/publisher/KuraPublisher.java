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
import org.kuralink.kura.endpoint.ProblemLog;
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
 * The base of all publishers. {@code publish} returns at once, whatever the network does: an id, or
 * null if the delivery of the message will not be confirmed. Delivery listeners get the id when the
 * platform has accepted the message. A publisher has no thread of its own: it uses those of its
 * callers and of its endpoint.
 */
abstract class KuraPublisher implements CloudPublisher, ConfigurableComponent {

  static final String ENDPOINT_PID =
      CloudConnectionConstants.CLOUD_ENDPOINT_SERVICE_PID_PROP_NAME.value();

  private static final Logger LOG = LoggerFactory.getLogger(KuraPublisher.class);

  private final ChosenEndpoint endpoints = new ChosenEndpoint(this::drain, this::trouble);
  private final KuraListeners<CloudDeliveryListener> deliveryListeners = new KuraListeners<>();
  private final Clock clock;
  private final LastConfiguration last = new LastConfiguration();
  private final ProblemLog problemLog;
  private final Outbox outbox;
  private final AtomicLong ids = new AtomicLong();
  private volatile String name = "publisher";

  KuraPublisher(Clock clock) {
    this.clock = clock;
    problemLog = new ProblemLog("Publisher", LOG, clock);
    outbox = new Outbox(endpoints::endpoint, this::delivered, problemLog::complain);
  }

  /**
   * Reads the configuration; called again when it has changed.
   *
   * @param values the configuration; takes the problems that are found
   */
  abstract void configure(ConfigurationValues values);

  /** Tells whether the configuration is complete, so that messages can be sent. */
  boolean isReady() {
    return true;
  }

  /**
   * Prepares a message for sending; called only if {@link #isReady}.
   *
   * @return empty if the message has nothing for the platform
   */
  abstract Optional<ReadyMessage> prepare(KuraPayload payload);

  @Activate
  void activate(Map<String, Object> properties) {
    name = DataDirectory.nameOf(properties, name);
    problemLog.name(name);
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
    problemLog.configured(values);
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

  /** Called when an endpoint has appeared, chosen or not. */
  void came(KuraEndpoint endpoint) {}

  /** Called before an endpoint disappears. */
  void went(KuraEndpoint endpoint) {}

  /** Tells whether an endpoint is the one that is chosen now. */
  final boolean isChosen(KuraEndpoint endpoint) {
    return endpoints.endpoint().filter(endpoint::equals).isPresent();
  }

  @Override
  public final String publish(KuraMessage message) throws KuraException {
    if (message == null || message.getPayload() == null) {
      throw new KuraException(KuraErrorCode.INVALID_PARAMETER, "the message has no payload");
    }
    Optional<ReadyMessage> ready = prepared(message.getPayload());
    if (ready.isEmpty()) {
      return noConfirmationWillCome();
    }
    String id = name + "-" + ids.incrementAndGet();
    boolean taken = outbox.put(id, ready.get());
    return taken && ready.get().confirmed() ? id : noConfirmationWillCome();
  }

  /**
   * Prepares a message; never throws. A wire would log an exception with its stack trace at each
   * tick and drop its other messages, so a problem is shown on the status page instead.
   */
  private Optional<ReadyMessage> prepared(KuraPayload payload) {
    if (!isReady()) {
      problemLog.leftOut();
      return Optional.empty();
    }
    try {
      return prepare(payload);
    } catch (RuntimeException e) {
      complain("prepare", "a message is dropped: " + Explanation.of(e));
      return Optional.empty();
    }
  }

  /** Returns null, with which a Kura publisher says that it will not confirm a message. */
  @SuppressWarnings("NullAway")
  private static String noConfirmationWillCome() {
    return null;
  }

  /** Sends the waiting messages, as far as possible now. */
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
    return problemLog.shown(ZoneId.systemDefault());
  }

  /** Logs a problem, each matter once an hour. */
  final void complain(String matter, String what) {
    problemLog.complain(matter, what);
  }

  /** Reports why a channel or an output is left out. */
  final void leaveOut(String channel, String why) {
    complain(channel, "channel " + channel + " is left out: " + why);
  }

  /** Reports the channels that could not be read. */
  final void tellErrors(ChannelValues channels) {
    channels.errors().forEach((channel, error) -> leaveOut(channel, "it reports: " + error));
  }

  /** Returns a post that reports which channels or properties are left out. */
  final FittingPost fitting() {
    return new FittingPost(this::leaveOut);
  }

  /** Returns the clock for messages without a time. */
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
