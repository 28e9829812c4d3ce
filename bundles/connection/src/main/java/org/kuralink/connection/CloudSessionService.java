/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.connection;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.eclipse.kura.configuration.ConfigurableComponent;
import org.kuralink.api.configuration.ConfigurationReport;
import org.kuralink.api.connection.Delivery;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.connection.DeviceLink;
import org.kuralink.api.connection.DeviceLinkListener;
import org.kuralink.api.connection.DeviceMessageListener;
import org.kuralink.api.connection.DeviceRequestHandler;
import org.kuralink.api.connection.Downloads;
import org.kuralink.api.connection.GatewayCapability;
import org.kuralink.api.connection.Message;
import org.kuralink.api.connection.MessageListener;
import org.kuralink.api.connection.MessageTrace;
import org.kuralink.api.connection.Registration;
import org.kuralink.api.connection.Secret;
import org.kuralink.api.connection.ServerTrust;
import org.kuralink.api.connection.SessionFault;
import org.kuralink.api.connection.SessionListener;
import org.kuralink.api.connection.SessionProxy;
import org.kuralink.api.connection.SessionStatus;
import org.kuralink.connection.link.OwnSession;
import org.kuralink.connection.link.Traffic;

/** The service of a session: passes each call to the part of the session that handles it. */
public record CloudSessionService(
    DeviceIdentity identity,
    Session session,
    StatusTracker tracker,
    Traffic traffic,
    SessionParts parts)
    implements OwnSession, ConfigurableComponent, ConfigurationReport {

  /** Sets the gateway capability after it was registered, replaced or unregistered. Any thread. */
  void gateway(Optional<GatewayCapability> capability) {
    traffic.gateway(this, capability);
  }

  @Override
  public String displayName() {
    return tracker.displayName();
  }

  @Override
  public ServerTrust trust() {
    return parts.trust();
  }

  @Override
  public Downloads downloads() {
    return parts.downloads();
  }

  @Override
  public Optional<Secret> deviceSecret() {
    return parts.deviceSecret(identity);
  }

  @Override
  public SessionStatus status() {
    return tracker.now();
  }

  @Override
  public List<String> problems() {
    return tracker.misconfiguration().map(SessionFault::message).stream().toList();
  }

  @Override
  public Optional<SessionProxy> proxy() throws IOException {
    return parts.proxies().find();
  }

  @Override
  public Optional<String> onlyReports() {
    return tracker.onlyReports();
  }

  @Override
  public DeviceLink link() {
    return traffic.link();
  }

  @Override
  public DeviceLink link(DeviceIdentity device) {
    return traffic.link(device);
  }

  @Override
  public List<DeviceLink> links() {
    return traffic.links();
  }

  @Override
  public Registration answerAll(String method, DeviceRequestHandler handler) {
    return traffic.answerAll(method, handler);
  }

  @Override
  public Registration subscribeAll(String topicPattern, DeviceMessageListener listener) {
    return traffic.subscribeAll(topicPattern, listener);
  }

  @Override
  public Registration addLinkListener(DeviceLinkListener listener) {
    return traffic.listen(listener);
  }

  @Override
  public void connect() {
    session.connect();
  }

  @Override
  public CompletionStage<SessionStatus> connectNow() {
    return session.connect();
  }

  @Override
  public void disconnect() {
    session.disconnect();
  }

  @Override
  public CompletionStage<Void> publish(Message message, Delivery delivery) {
    return traffic.publish(message, delivery);
  }

  @Override
  public Registration subscribe(String topicFilter, MessageListener listener) {
    return traffic.subscribe(topicFilter, listener);
  }

  @Override
  public Registration addListener(SessionListener listener) {
    return tracker.listen(listener);
  }

  @Override
  public Registration trace(MessageTrace trace) {
    return traffic.trace(trace);
  }

  @Override
  public String toString() {
    return "session of " + identity;
  }
}
