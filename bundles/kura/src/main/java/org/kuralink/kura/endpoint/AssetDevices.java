/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.kura.endpoint;

import java.util.Optional;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.kura.metric.NameMapping;

/**
 * Which assets are sub-devices of a connection, for the publishers of this bundle. A service with
 * the property {@code connection}; not for other bundles. Any thread may call, none is blocked.
 */
public interface AssetDevices {

  /** The sub-device that an asset is, there or not; empty if its values are the gateway's own. */
  Optional<DeviceIdentity> deviceOf(String asset);

  /** Which channel of an asset is which property. */
  NameMapping mapping(String asset);

  /** An asset gave a good value. */
  void heard(String asset);
}
