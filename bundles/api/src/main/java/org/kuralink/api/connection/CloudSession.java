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
 * One authenticated link to the platform (developer guide 3). A service with the property {@code
 * kura.service.pid}, by which other components choose theirs; registered as soon as its component
 * is configured, online or not.
 *
 * <p>Any thread may call; no method blocks beyond the write to the queue's file.
 */
@ProviderType
public interface CloudSession {

  /** The service property by which a session is chosen. */
  String PID = "kura.service.pid";

  /** The gateway's identity. */
  DeviceIdentity identity();

  /** What a person calls it; empty if nobody has said. */
  default String displayName() {
    return "";
  }

  /** A picture of this moment. */
  SessionStatus status();

  /**
   * Why nothing comes from the platform although the session is online: what is said to a person of
   * a capability that lives of what comes. Empty while the line that is open brings messages down,
   * and while there is none.
   */
  default Optional<String> onlyReports() {
    return Optional.empty();
  }

  /** What the gateway itself speaks through; the same object as long as the session lives. */
  DeviceLink link();

  /**
   * Whom this session trusts; the same object as long as the session lives, and it follows the
   * configuration. For downloads and for whatever else speaks TLS on behalf of this session.
   */
  ServerTrust trust();

  /**
   * What stands between this session and its servers at this moment, if something does; it follows
   * the configuration. Whatever connects on behalf of this session asks anew before each
   * connection, and goes through it to each server that {@linkplain SessionProxy#leadsTo it leads
   * to}.
   *
   * @throws IOException while there is no configuration that says so; nobody may go around a proxy
   *     that is not known
   */
  Optional<SessionProxy> proxy() throws IOException;

  /**
   * What fetches files on behalf of this session; the same object as long as the session lives.
   * Unlike the other methods here, those of it block.
   */
  Downloads downloads();

  /**
   * What a device speaks through: one of the gateway's sub-devices, or the gateway itself, for
   * which it is {@link #link()}. The same object as long as the session lives. A sub-device's link
   * is offline until the {@link GatewayCapability} says that it is logged in, and offline for good
   * once its topology is deleted.
   *
   * @throws IllegalArgumentException if no device can be called so
   */
  DeviceLink link(DeviceIdentity device);

  /** The links that there are at this moment, the gateway's own first. */
  List<DeviceLink> links();

  /**
   * Answers the platform's requests for a method to every device of this session that has a {@link
   * #link(DeviceIdentity) link}, now or later; otherwise as {@link DeviceLink#answer}. A handler of
   * the device's own link for the same method goes before it, one for a family of methods ({@code
   * .*}) does not go before one for the method itself.
   *
   * @throws IllegalStateException if the method has a handler for all devices already
   */
  Registration answerAll(String method, DeviceRequestHandler handler);

  /**
   * Listens to a topic of every device of this session that has a {@link #link(DeviceIdentity)
   * link}, now or later.
   *
   * @param topicPattern with the words <code>{productKey}/{deviceName}</code> where the device
   *     stands, for example <code>/shadow/get/{productKey}/{deviceName}</code>; the MQTT wildcards
   *     {@code +} and {@code #} may stand elsewhere
   * @throws IllegalArgumentException if the pattern does not say where the device stands
   */
  Registration subscribeAll(String topicPattern, DeviceMessageListener listener);

  /** Hears whenever the link of one of this session's devices came up or went down. */
  Registration addLinkListener(DeviceLinkListener listener);

  /** As {@link #connectNow()}, for who does not care what comes of the attempt. */
  void connect();

  /**
   * Asks, as a person does, for the session to be online from now on, and tries at once, whatever
   * pause there would be. Who asks while an attempt is under way shares it. If the log-in is
   * refused for its credentials or the configuration, the session stops; if it fails otherwise, it
   * goes on trying.
   *
   * <p>A session tries by itself from the start, unless its configuration says otherwise.
   *
   * @return done when the attempt has ended, with how the session stands then: {@link
   *     SessionState#ONLINE}, {@link SessionState#WAITING}, or {@link SessionState#STOPPED} with
   *     the fault that says why. Never fails
   */
  CompletionStage<SessionStatus> connectNow();

  /**
   * Asks for the session to be offline from now on, whether it is online, tries or waits. The queue
   * keeps what it has.
   */
  void disconnect();

  /**
   * Publishes raw bytes. A durable message has been written to the queue when this returns with a
   * stage that has not failed.
   *
   * @return done when the message was written to the link (transient) or acknowledged (others);
   *     fails with {@link LinkException}
   */
  CompletionStage<Void> publish(Message message, Delivery delivery);

  /**
   * Listens to a topic, or to a filter with the MQTT wildcards {@code +} and {@code #}. Several
   * listeners may share a filter; the subscription comes back after each reconnect.
   */
  Registration subscribe(String topicFilter, MessageListener listener);

  /** Hears of changes of state. */
  Registration addListener(SessionListener listener);

  /** Sees every message that goes by. */
  Registration trace(MessageTrace trace);
}
