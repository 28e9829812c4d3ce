/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.api.cota;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.connection.Registration;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The remote configuration of one device (developer guide 9.11): takes what the platform offers,
 * proves that the device can live with it, and goes back where it cannot. A service with the
 * property {@code kura.service.pid} and with {@link #CONNECTION}.
 *
 * <p>Any thread may call; no method waits for the network. Stages are completed on a thread of
 * their own and never fail: what went wrong is a {@link ConfigurationResult}.
 */
@ProviderType
public interface RemoteConfiguration {

  /** The service property that names the session, by its {@code kura.service.pid}. */
  String CONNECTION = "connection";

  /** How many versions are kept. */
  int VERSIONS = 5;

  /**
   * The remote configuration of a device of the same session: one of the gateway's sub-devices, or
   * the gateway itself, for which it is this one. It may be kept; it follows the session and the
   * configuration. A sub-device's files go to the {@link ConfigurationApplier} that names its
   * product, or else to the {@link RemoteConfigurationListener}s that do. At most eight sub-devices
   * are configured at once, the others wait for their turn.
   */
  RemoteConfiguration of(DeviceIdentity device);

  /** A picture of this moment. */
  RemoteConfigurationStatus status();

  /** The versions that are kept, the newest first; at most {@link #VERSIONS}. */
  List<ConfigurationVersion> history();

  /** A version's file, byte for byte as it was downloaded; empty if that version is not kept. */
  Optional<ConfigurationFile> file(long version);

  /**
   * Asks the platform for its configuration, and applies it unless it is in force already. What
   * failed before is tried again.
   */
  CompletionStage<ConfigurationResult> request();

  /**
   * Applies a version that is kept, with the same checks as a new one. It holds until the platform
   * offers a configuration that it has not offered before.
   */
  CompletionStage<ConfigurationResult> restore(long version);

  /** Hears of changes of state, on a thread of its own, in their order. */
  Registration addListener(RemoteConfigurationStatusListener listener);
}
