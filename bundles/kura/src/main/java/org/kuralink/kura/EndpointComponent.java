/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.kura;

import java.time.Clock;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.eclipse.kura.KuraConnectException;
import org.eclipse.kura.KuraException;
import org.eclipse.kura.cloudconnection.CloudConnectionManager;
import org.eclipse.kura.cloudconnection.CloudEndpoint;
import org.eclipse.kura.cloudconnection.listener.CloudConnectionListener;
import org.eclipse.kura.cloudconnection.listener.CloudDeliveryListener;
import org.eclipse.kura.cloudconnection.message.KuraMessage;
import org.eclipse.kura.cloudconnection.subscriber.listener.CloudSubscriberListener;
import org.eclipse.kura.configuration.ConfigurableComponent;
import org.eclipse.kura.status.CloudConnectionStatusEnum;
import org.eclipse.kura.status.CloudConnectionStatusService;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.configuration.ConfigurationReport;
import org.kuralink.api.configuration.ConfigurationValues;
import org.kuralink.api.configuration.DataDirectory;
import org.kuralink.api.connection.ChosenSession;
import org.kuralink.api.connection.CloudSession;
import org.kuralink.api.connection.Registration;
import org.kuralink.api.thing.RawData;
import org.kuralink.api.thing.Thing;
import org.kuralink.kura.endpoint.ConnectButton;
import org.kuralink.kura.endpoint.ConnectionInfo;
import org.kuralink.kura.endpoint.KuraEndpoint;
import org.kuralink.kura.endpoint.KuraListeners;
import org.kuralink.kura.endpoint.OpenCalls;
import org.kuralink.kura.endpoint.PartReports;
import org.kuralink.kura.endpoint.SessionServices;
import org.kuralink.kura.endpoint.SessionWatch;
import org.kuralink.kura.endpoint.StatusLight;
import org.kuralink.kura.endpoint.TopicMessages;
import org.kuralink.kura.stack.StackNames;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.event.Event;
import org.osgi.service.event.EventAdmin;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A cloud connection on Kura's page, with its buttons and its status. Owns the daemon thread {@code
 * kuralink-kura-<name>}, which calls Kura's listeners and ends when there is nothing to do.
 */
@Component(
    name = StackNames.ENDPOINT,
    service = {
      CloudEndpoint.class,
      CloudConnectionManager.class,
      ConfigurableComponent.class,
      KuraEndpoint.class
    },
    immediate = true,
    configurationPolicy = ConfigurationPolicy.REQUIRE,
    property = {"kura.ui.service.hide:Boolean=true", "kura.ui.factory.hide:Boolean=true"})
@Designate(ocd = EndpointConfig.class, factory = true)
public final class EndpointComponent
    implements CloudEndpoint, CloudConnectionManager, ConfigurableComponent, KuraEndpoint {

  private static final Logger LOG = LoggerFactory.getLogger(EndpointComponent.class);
  private static final String TOPIC = "org/eclipse/kura/cloud/CloudConnectionStatus/";
  private static final int MOST_WAITING = 10_000;

  private final ChosenSession sessions = new ChosenSession();
  private final SessionServices<Thing> things = new SessionServices<>();
  private final SessionServices<RawData> raws = new SessionServices<>();
  private final KuraListeners<CloudConnectionListener> connectionListeners = new KuraListeners<>();
  private final KuraListeners<CloudDeliveryListener> deliveryListeners = new KuraListeners<>();
  private final KuraListeners<Runnable> changeListeners = new KuraListeners<>();
  private final PartReports reports = new PartReports();
  private final OpenCalls calls = new OpenCalls(Clock.systemUTC());
  private final StatusLight light = new StatusLight();
  private final ConnectButton button;
  private final TopicMessages messages = new TopicMessages(this);

  private volatile String name = StackNames.ENDPOINT;
  private volatile String connection = "";
  private volatile @Nullable Running running;

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  volatile @Nullable EventAdmin eventAdmin;

  public EndpointComponent() {
    this(ConnectButton.PATIENCE);
  }

  EndpointComponent(Duration patience) {
    button = new ConnectButton(patience);
  }

  @Activate
  void activate(Map<String, Object> properties) {
    name = DataDirectory.nameOf(properties, StackNames.ENDPOINT);
    choose(properties);
    WorkerThread thread = new WorkerThread("kuralink-kura-" + name, MOST_WAITING);
    running = new Running(thread, new SessionWatch(thread::run, new Announcements()));
    sessions.onChange(this::changed);
    changed();
  }

  @Modified
  void modified(Map<String, Object> properties) {
    String before = connection;
    choose(properties);
    if (!before.equals(connection)) {
      button.forget();
      changed();
    }
  }

  private void choose(Map<String, Object> properties) {
    connection = ConfigurationValues.of(properties).text("connection", StackNames.session(name));
    sessions.choose(
        connection,
        fault -> LOG.warn("{}: {}", name, fault),
        came -> LOG.info("{}: connection '{}' is there", name, came));
  }

  @Deactivate
  void deactivate() {
    Running last = running;
    running = null;
    sessions.close();
    if (last != null) {
      last.thread.run(() -> last.watch.follow(Optional.empty()));
      last.thread.run(messages::close);
      last.thread.close();
    }
    light.close();
  }

  private void changed() {
    Running present = running;
    if (present != null) {
      present.thread.run(
          () -> {
            present.watch.follow(sessions.session());
            messages.follow();
            changeListeners.tell(Runnable::run);
          });
    }
  }

  @Reference(
      cardinality = ReferenceCardinality.MULTIPLE,
      policy = ReferencePolicy.DYNAMIC,
      updated = "addSession")
  void addSession(CloudSession session, Map<String, ?> properties) {
    sessions.add(session, properties);
    button.follow(sessions.session());
  }

  void removeSession(CloudSession session) {
    sessions.remove(session);
  }

  @Reference(
      cardinality = ReferenceCardinality.MULTIPLE,
      policy = ReferencePolicy.DYNAMIC,
      updated = "addThing")
  void addThing(Thing thing, Map<String, ?> properties) {
    things.add(thing, properties);
    changed();
  }

  void removeThing(Thing thing) {
    things.remove(thing);
    changed();
  }

  @Reference(
      cardinality = ReferenceCardinality.MULTIPLE,
      policy = ReferencePolicy.DYNAMIC,
      updated = "addRaw")
  void addRaw(RawData raw, Map<String, ?> properties) {
    raws.add(raw, properties);
    changed();
  }

  void removeRaw(RawData raw) {
    raws.remove(raw);
    changed();
  }

  @Reference(
      cardinality = ReferenceCardinality.MULTIPLE,
      policy = ReferencePolicy.DYNAMIC,
      updated = "addReport")
  void addReport(ConfigurationReport report, Map<String, ?> properties) {
    reports.add(report, properties);
  }

  void removeReport(ConfigurationReport report) {
    reports.remove(report);
  }

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  void bindStatusService(CloudConnectionStatusService service) {
    light.bind(service);
  }

  void unbindStatusService(CloudConnectionStatusService service) {
    light.unbind(service);
  }

  @Override
  public void connect() throws KuraConnectException {
    button.forget();
    button.press(
        sessions
            .session()
            .orElseThrow(() -> new KuraConnectException(getInfo().get("Last error"))));
  }

  /** Disconnects; also stops a session that is connecting or waiting. */
  @Override
  public void disconnect() {
    button.release(sessions::session);
  }

  @Override
  public boolean isConnected() {
    return sessions.session().map(session -> session.status().isOnline()).orElse(false);
  }

  @Override
  public Map<String, String> getInfo() {
    Map<String, String> info = new ConnectionInfo(ZoneId.systemDefault()).of(connection, sessions);
    info.putAll(reports.of(name));
    return info;
  }

  @Override
  @SuppressWarnings("NullAway")
  public String publish(KuraMessage message) throws KuraException {
    return messages.publish(message);
  }

  @Override
  public void registerSubscriber(
      Map<String, Object> subscriptionProperties, CloudSubscriberListener listener) {
    messages.register(subscriptionProperties, listener);
  }

  @Override
  public void unregisterSubscriber(CloudSubscriberListener listener) {
    messages.unregister(listener);
  }

  @Override
  public void registerCloudDeliveryListener(CloudDeliveryListener listener) {
    deliveryListeners.add(listener);
  }

  @Override
  public void unregisterCloudDeliveryListener(CloudDeliveryListener listener) {
    deliveryListeners.remove(listener);
  }

  @Override
  public void registerCloudConnectionListener(CloudConnectionListener listener) {
    connectionListeners.add(listener);
  }

  @Override
  public void unregisterCloudConnectionListener(CloudConnectionListener listener) {
    connectionListeners.remove(listener);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String connection() {
    return connection;
  }

  @Override
  public Optional<CloudSession> session() {
    return sessions.session();
  }

  /** Returns the thing of the session; among several that of this stack. */
  @Override
  public Optional<Thing> thing() {
    return things.of(connection, StackNames.part(name, "thing"));
  }

  @Override
  public Optional<RawData> raw() {
    return raws.of(connection, StackNames.part(name, "thing"));
  }

  @Override
  public Registration onChange(Runnable listener) {
    changeListeners.add(listener);
    return () -> changeListeners.remove(listener);
  }

  @Override
  public OpenCalls calls() {
    return calls;
  }

  @Override
  public Registration show(Supplier<Map<String, String>> trouble) {
    return reports.add(trouble);
  }

  @Override
  public void confirmed(String id) {
    deliveryListeners.tell(listener -> listener.onMessageConfirmed(id));
  }

  @Override
  public void run(Runnable task) {
    Running present = running;
    if (present != null) {
      present.thread.run(task);
    }
  }

  private void post(String topic) {
    EventAdmin admin = eventAdmin;
    if (admin != null) {
      admin.postEvent(new Event(topic, Map.of("cloud.service.pid", name)));
    }
  }

  private String called() {
    String shown = sessions.session().map(CloudSession::displayName).orElse("");
    return shown.isEmpty() ? name : shown + " (" + name + ")";
  }

  private record Running(WorkerThread thread, SessionWatch watch) {}

  /** Reports the events of the session to Kura. */
  private final class Announcements implements SessionWatch.Events {

    @Override
    public void established() {
      LOG.info("{}: connected", called());
      post(TOPIC + "ESTABLISHED");
      connectionListeners.tell(CloudConnectionListener::onConnectionEstablished);
    }

    @Override
    public void disconnected() {
      LOG.info("{}: disconnected", called());
      post(TOPIC + "LOST");
      connectionListeners.tell(CloudConnectionListener::onDisconnected);
    }

    @Override
    public void lost() {
      LOG.info("{}: connection lost", called());
      post(TOPIC + "LOST");
      connectionListeners.tell(CloudConnectionListener::onConnectionLost);
    }

    @Override
    public void light(CloudConnectionStatusEnum status) {
      light.show(status);
    }
  }
}
