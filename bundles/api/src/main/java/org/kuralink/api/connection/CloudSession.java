/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.api.connection;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ProviderType;

/**
 * An authenticated session with the platform (developer guide 3). A connection registers one as a
 * service, with the property {@value #PID}, as soon as it is configured and whether or not it is
 * online; other components select their session by this property.
 *
 * <p>Any thread may call. No method blocks for longer than a write to the queue's file, except
 * those of {@link #downloads()}.
 */
@ProviderType
public interface CloudSession {

  /** The service property that identifies a session. */
  String PID = "kura.service.pid";

  /** Returns the gateway's identity. */
  DeviceIdentity identity();

  /** Returns the display name from the configuration, or an empty string if none is configured. */
  default String displayName() {
    return "";
  }

  /** Returns an immutable snapshot of the session's current status. */
  SessionStatus status();

  /**
   * Returns why no downlink message arrives although the session is online: the message to show for
   * a capability that depends on downlink messages. Empty if the open line supports downlink, and
   * while no line is open.
   */
  default Optional<String> onlyReports() {
    return Optional.empty();
  }

  /** Returns the link of the gateway itself; the same object for the life of the session. */
  DeviceLink link();

  /**
   * Returns the TLS trust configuration of this session; the same object for the life of the
   * session, and it follows changes of the configuration. Downloads and every other TLS connection
   * on behalf of this session use it.
   */
  ServerTrust trust();

  /**
   * Returns the proxy that this session currently uses, if one is configured. It follows the
   * configuration: call this before each connection on behalf of the session, and connect through
   * the proxy to each server for which {@link SessionProxy#leadsTo} returns true.
   *
   * @throws IOException while the proxy configuration is not known; the caller must not connect
   *     directly then
   */
  Optional<SessionProxy> proxy() throws IOException;

  /**
   * Returns the downloads on behalf of this session; the same object for the life of the session.
   * Unlike the methods here, its methods block.
   */
  Downloads downloads();

  /**
   * Returns the link of a device: one of the gateway's sub-devices, or the gateway itself, for
   * which this is {@link #link()}. The same object for the life of the session. A sub-device's link
   * is offline until the {@link GatewayCapability} reports its log-in, and permanently offline once
   * its topology is deleted.
   *
   * @throws IllegalArgumentException if the identity is not valid
   */
  DeviceLink link(DeviceIdentity device);

  /** Returns the links that currently exist, the gateway's own first. */
  List<DeviceLink> links();

  /**
   * Registers a handler for a method of all devices of this session that have a {@link
   * #link(DeviceIdentity) link}, now or later; otherwise like {@link DeviceLink#answer}. A handler
   * of the device's own link for the same method takes precedence; one for a family of methods
   * ({@code .*}) does not take precedence over a handler for the exact method.
   *
   * @throws IllegalStateException if the method already has a handler for all devices
   */
  Registration answerAll(String method, DeviceRequestHandler handler);

  /**
   * Subscribes to a topic of every device of this session that has a {@link #link(DeviceIdentity)
   * link}, now or later.
   *
   * @param topicPattern contains <code>{productKey}/{deviceName}</code> in place of the device, for
   *     example <code>/shadow/get/{productKey}/{deviceName}</code>; the MQTT wildcards {@code +}
   *     and {@code #} are allowed in other levels
   * @throws IllegalArgumentException if the pattern has no place for the device
   */
  Registration subscribeAll(String topicPattern, DeviceMessageListener listener);

  /**
   * Adds a listener that is called whenever the link of one of this session's devices goes online
   * or offline.
   */
  Registration addLinkListener(DeviceLinkListener listener);

  /** Starts a connection attempt like {@link #connectNow()}, without reporting its result. */
  void connect();

  /**
   * Requests, on behalf of an operator, that the session be online from now on, and starts an
   * attempt at once, without the reconnect delay. If an attempt is under way already, the call
   * shares it. If the attempt fails because of the credentials or the configuration, the session
   * stops; after any other failure it keeps retrying.
   *
   * <p>A session connects by itself at its start, unless its configuration disables that.
   *
   * @return completes when the attempt has ended, with the status at that time: {@link
   *     SessionState#ONLINE}, {@link SessionState#WAITING}, or {@link SessionState#STOPPED} with
   *     the fault; never completes exceptionally
   */
  CompletionStage<SessionStatus> connectNow();

  /**
   * Requests that the session be offline from now on, whether it is online, connecting or waiting.
   * The queue keeps its messages.
   */
  void disconnect();

  /**
   * Publishes raw bytes. A durable message has been written to the queue when this method returns
   * with a stage that has not failed.
   *
   * @return completes when the message was written to the link ({@link Delivery#TRANSIENT}) or
   *     acknowledged by the platform (other deliveries); fails with {@link LinkException}
   */
  CompletionStage<Void> publish(Message message, Delivery delivery);

  /**
   * Subscribes to a topic, or to a filter with the MQTT wildcards {@code +} and {@code #}. Several
   * listeners may share a filter. The session restores the subscription after each reconnect.
   */
  Registration subscribe(String topicFilter, MessageListener listener);

  /** Adds a listener for changes of the session's state. */
  Registration addListener(SessionListener listener);

  /** Adds a trace, which receives every uplink and downlink message. */
  Registration trace(MessageTrace trace);
}
