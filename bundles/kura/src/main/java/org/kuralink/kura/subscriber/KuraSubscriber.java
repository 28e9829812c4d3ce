/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.kura.subscriber;

import java.time.Clock;
import java.time.ZoneId;
import java.util.Date;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.kura.cloudconnection.CloudConnectionConstants;
import org.eclipse.kura.cloudconnection.listener.CloudConnectionListener;
import org.eclipse.kura.cloudconnection.message.KuraMessage;
import org.eclipse.kura.cloudconnection.subscriber.CloudSubscriber;
import org.eclipse.kura.cloudconnection.subscriber.listener.CloudSubscriberListener;
import org.eclipse.kura.configuration.ConfigurableComponent;
import org.eclipse.kura.message.KuraPayload;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.configuration.ConfigurationValues;
import org.kuralink.api.configuration.DataDirectory;
import org.kuralink.api.configuration.Explanation;
import org.kuralink.api.connection.Registration;
import org.kuralink.kura.endpoint.ChosenEndpoint;
import org.kuralink.kura.endpoint.CoalescedTask;
import org.kuralink.kura.endpoint.KuraEndpoint;
import org.kuralink.kura.endpoint.KuraListeners;
import org.kuralink.kura.endpoint.LastConfiguration;
import org.kuralink.kura.endpoint.ProblemLog;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The base of all subscribers: follows the endpoint and calls Kura's listeners, on a thread that
 * these may block.
 */
abstract class KuraSubscriber implements CloudSubscriber, ConfigurableComponent {

  private static final Logger LOG = LoggerFactory.getLogger(KuraSubscriber.class);
  private static final String ENDPOINT_PID =
      CloudConnectionConstants.CLOUD_ENDPOINT_SERVICE_PID_PROP_NAME.value();

  private final CoalescedTask following = new CoalescedTask(this::follow);
  private final ChosenEndpoint endpoints = new ChosenEndpoint(following, this::trouble);
  private final KuraListeners<CloudSubscriberListener> listeners = new KuraListeners<>();
  private final LastConfiguration last = new LastConfiguration();
  private final AtomicInteger revision = new AtomicInteger();
  private final Clock clock = Clock.systemUTC();
  private final ProblemLog problemLog = new ProblemLog("Subscriber", LOG, clock);
  private volatile Attachment attached = Attachment.NONE;
  private volatile String name = "subscriber";
  private volatile @Nullable BundleContext context;

  /** Reads the configuration; returns whether the subscription has to change. */
  abstract boolean configure(ConfigurationValues values);

  /** Returns what to attach to at an endpoint; the subscription stays as long as this is equal. */
  abstract Optional<Object> place(KuraEndpoint endpoint);

  /** Starts to listen; the registration ends it. */
  abstract Registration attach(BundleContext bundle, KuraEndpoint endpoint);

  @Activate
  void activate(BundleContext bundle, Map<String, Object> properties) {
    name = DataDirectory.nameOf(properties, name);
    problemLog.name(name);
    context = bundle;
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
      values.problem(ENDPOINT_PID, "is missing; the subscriber belongs to no connection");
    }
    boolean another = configure(values);
    problemLog.configured(values);
    endpoints.choose(endpoint, LOG, name);
    if (another) {
      revision.incrementAndGet();
    }
    following.run();
  }

  @Deactivate
  void deactivate() {
    context = null;
    endpoints.close();
    following.run();
  }

  @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
  void addEndpoint(KuraEndpoint endpoint, Map<String, ?> properties) {
    endpoints.add(endpoint, properties);
  }

  void updatedEndpoint(KuraEndpoint endpoint, Map<String, ?> properties) {
    endpoints.update(endpoint, properties);
  }

  void removeEndpoint(KuraEndpoint endpoint) {
    endpoints.remove(endpoint);
  }

  /** Attaches to the current endpoint unless attached already; one thread at a time. */
  private void follow() {
    try {
      BundleContext bundle = context;
      Optional<KuraEndpoint> endpoint = bundle == null ? Optional.empty() : endpoints.endpoint();
      int present = revision.get();
      Optional<Object> place = endpoint.flatMap(this::place);
      Attachment before = attached;
      if (before.place.equals(place) && before.revision == present) {
        return;
      }
      attached = Attachment.NONE;
      before.registration.close();
      if (bundle != null && endpoint.isPresent() && place.isPresent()) {
        attached = new Attachment(place, present, attach(bundle, endpoint.get()));
      }
      problemLog.settle("follow");
    } catch (RuntimeException | LinkageError e) {
      complain("follow", "cannot subscribe now: " + Explanation.of(e));
    }
  }

  /** Calls the listeners; returns false if there is none, or one has failed. */
  final boolean tell(KuraPayload payload) {
    if (listeners.isEmpty()) {
      complain("nobody", "no listener is registered for messages of the platform");
      return false;
    }
    problemLog.settle("nobody");
    payload.setTimestamp(Date.from(clock.instant()));
    KuraMessage message = new KuraMessage(payload);
    return listeners.tellAll(listener -> listener.onMessageArrived(message));
  }

  private Map<String, String> trouble() {
    return problemLog.shown(ZoneId.systemDefault());
  }

  /** Logs a problem, each matter once an hour. */
  final void complain(String matter, String what) {
    problemLog.complain(matter, what);
  }

  final String name() {
    return name;
  }

  @Override
  public final void registerCloudSubscriberListener(CloudSubscriberListener listener) {
    listeners.add(listener);
  }

  @Override
  public final void unregisterCloudSubscriberListener(CloudSubscriberListener listener) {
    listeners.remove(listener);
  }

  @Override
  public final void registerCloudConnectionListener(CloudConnectionListener listener) {
    endpoints.addListener(listener);
  }

  @Override
  public final void unregisterCloudConnectionListener(CloudConnectionListener listener) {
    endpoints.removeListener(listener);
  }

  private record Attachment(Optional<Object> place, int revision, Registration registration) {
    static final Attachment NONE = new Attachment(Optional.empty(), 0, () -> {});
  }
}
