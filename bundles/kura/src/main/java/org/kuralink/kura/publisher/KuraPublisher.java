/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.kura.publisher;

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
import org.kuralink.kura.endpoint.ChosenEndpoint;
import org.kuralink.kura.endpoint.Endpoint;
import org.kuralink.kura.endpoint.Listeners;
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
 * does; delivery listeners hear the id when the platform has taken the message. A publisher has no
 * thread: it uses those of its callers and of its endpoint.
 */
abstract class KuraPublisher implements CloudPublisher, ConfigurableComponent {

  static final String ENDPOINT_PID =
      CloudConnectionConstants.CLOUD_ENDPOINT_SERVICE_PID_PROP_NAME.value();

  private static final Logger LOG = LoggerFactory.getLogger(KuraPublisher.class);

  private final ChosenEndpoint endpoints = new ChosenEndpoint(this::drain);
  private final Listeners<CloudDeliveryListener> deliveryListeners = new Listeners<>();
  private final Outbox outbox = new Outbox(endpoints::endpoint, this::delivered, this::complain);
  private final AtomicLong ids = new AtomicLong();
  private volatile String name = "publisher";

  /**
   * Reads the configuration; called again when it has changed.
   *
   * @param values tells problems
   */
  abstract void configure(ConfigurationValues values);

  /**
   * Makes a message ready to go.
   *
   * @return empty if nothing of it is for the platform
   */
  abstract Optional<Shipment> prepare(KuraPayload payload) throws KuraException;

  @Activate
  void activate(Map<String, Object> properties) {
    name = DataDirectory.nameOf(properties, name);
    outbox.name(name);
    modified(properties);
  }

  @Modified
  void modified(Map<String, Object> properties) {
    ConfigurationValues values = ConfigurationValues.of(properties);
    String endpoint = values.text(ENDPOINT_PID);
    if (endpoint.isEmpty()) {
      values.problem(ENDPOINT_PID, "is missing; the publisher belongs to no connection");
    }
    configure(values);
    values.problems().forEach(problem -> LOG.error("{}: {}", name, problem));
    endpoints.choose(endpoint);
    outbox.drain();
  }

  @Deactivate
  void deactivate() {
    int lost = outbox.clear();
    if (lost > 0) {
      LOG.warn("{}: {} messages were still waiting and are lost", name, lost);
    }
  }

  @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
  void addEndpoint(Endpoint endpoint, Map<String, ?> properties) {
    endpoints.add(endpoint, properties);
  }

  void removeEndpoint(Endpoint endpoint) {
    endpoints.remove(endpoint);
  }

  @Override
  public final String publish(KuraMessage message) throws KuraException {
    if (message == null || message.getPayload() == null) {
      throw new KuraException(KuraErrorCode.INVALID_PARAMETER, "a message without a payload");
    }
    Optional<Shipment> shipment = prepare(message.getPayload());
    if (shipment.isEmpty()) {
      LOG.debug("{}: nothing of a message is for the platform", name);
      return noConfirmationWillCome();
    }
    String id = name + "-" + ids.incrementAndGet();
    outbox.put(id, shipment.get());
    return id;
  }

  /** What Kura wants to hear in that case. */
  @SuppressWarnings("NullAway")
  private static String noConfirmationWillCome() {
    return null;
  }

  private void drain() {
    outbox.drain();
  }

  private void delivered(Endpoint endpoint, String id) {
    endpoint.run(
        () -> {
          deliveryListeners.tell(listener -> listener.onMessageConfirmed(id));
          endpoint.confirmed(id);
        });
  }

  /** Tells a person. */
  final void complain(String what) {
    LOG.warn("{}: {}", name, what);
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
