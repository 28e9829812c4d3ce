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
 * The remote configuration of one device (developer guide 9.11). It downloads the configuration
 * that the platform offers, applies it on trial, and restores the former configuration if the trial
 * fails. A service with the properties {@code kura.service.pid} and {@link #CONNECTION}.
 *
 * <p>Any thread may call; no method waits for the network. Stages complete on a thread of the
 * remote configuration and never fail: a failure is a {@link ConfigurationResult}.
 */
@ProviderType
public interface RemoteConfiguration {

  /** The service property with the {@code kura.service.pid} of the session. */
  String CONNECTION = "connection";

  /** The maximum number of stored versions. */
  int VERSIONS = 5;

  /**
   * Returns the remote configuration of a device of the same session: one of the gateway's
   * sub-devices, or the gateway itself. The object may be kept; it follows the session and the
   * configuration. The files of a sub-device go to the {@link ConfigurationApplier} that names its
   * product, or else to the {@link RemoteConfigurationListener} services that name it. At most
   * eight sub-devices are configured at the same time; further ones wait.
   */
  RemoteConfiguration of(DeviceIdentity device);

  /** Returns an immutable snapshot of the current status. */
  RemoteConfigurationStatus status();

  /** Returns the stored versions, the newest first; at most {@link #VERSIONS}. */
  List<ConfigurationVersion> history();

  /**
   * Returns the file of a version exactly as it was downloaded; empty if the version is not stored.
   */
  Optional<ConfigurationFile> file(long version);

  /**
   * Requests the configuration from the platform, and applies it unless it is in force already. A
   * configuration that failed before is tried again.
   */
  CompletionStage<ConfigurationResult> request();

  /**
   * Applies a stored version, with the same checks as a new one. It stays in force until the
   * platform offers a configuration that it has not offered before.
   */
  CompletionStage<ConfigurationResult> restore(long version);

  /** Adds a listener for changes of the status. */
  Registration addListener(RemoteConfigurationStatusListener listener);
}
