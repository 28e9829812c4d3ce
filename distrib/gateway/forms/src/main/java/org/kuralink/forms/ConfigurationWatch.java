/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.forms;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.configuration.ConfigurationReport;
import org.kuralink.check.ConfigurationCheck;
import org.kuralink.check.ConfigurationCheck.Instance;
import org.kuralink.check.QuietCheck;
import org.kuralink.check.StandingFaults;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleListener;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.cm.ConfigurationEvent;
import org.osgi.service.cm.ConfigurationListener;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.metatype.MetaTypeService;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checks the configurations after a pause without changes. Owns one daemon thread, {@code
 * kuralink-forms}.
 */
@Component(
    name = "org.kuralink.forms",
    service = {ConfigurationReport.class, ConfigurationListener.class},
    immediate = true)
public final class ConfigurationWatch implements ConfigurationReport, ConfigurationListener {

  private static final Logger LOG = LoggerFactory.getLogger(ConfigurationWatch.class);

  private final ConfigurationAdmin admin;
  private final KnownForms forms;
  private final BundleContext context;
  private final StandingFaults faults = new StandingFaults();
  private final QuietCheck checks = new QuietCheck("kuralink-forms", this::check);
  private final BundleListener bundleChanged = event -> checks.changed();

  /** The file and line of each configuration by PID; provided by the launcher. */
  @Reference(
      target = "(kuralink.etc=places)",
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC)
  private volatile @Nullable Supplier<Map<String, String>> places;

  /** The errors in the files; provided by the launcher. */
  @Reference(
      target = "(kuralink.etc=problems)",
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC)
  private volatile @Nullable Supplier<List<String>> problems;

  /** Creates the watch and schedules the first check. */
  @Activate
  public ConfigurationWatch(
      BundleContext context,
      @Reference ConfigurationAdmin admin,
      @Reference(target = "(!(" + ShownForms.SHOWN + "=*))") MetaTypeService metatype,
      @Reference ServiceComponentRuntime components) {
    this.context = context;
    this.admin = admin;
    this.forms = new KnownForms(context, metatype, components);
    context.addBundleListener(bundleChanged);
    checks.changed();
  }

  @Deactivate
  void deactivate() {
    context.removeBundleListener(bundleChanged);
    checks.close();
  }

  @Override
  public void configurationEvent(ConfigurationEvent event) {
    checks.changed();
  }

  @Override
  public List<String> problems() {
    List<String> all = new ArrayList<>();
    Supplier<List<String>> files = problems;
    if (files != null) {
      all.addAll(files.get());
    }
    faults
        .all()
        .forEach((pid, of) -> of.forEach(fault -> all.add(pid + ": " + fault + placeOf(pid))));
    return all;
  }

  private String placeOf(String pid) {
    Supplier<Map<String, String>> known = places;
    String place = known == null ? null : known.get().get(pid);
    return place == null ? "" : " (" + place + ")";
  }

  private void check() {
    try {
      faults.renew(found(), (pid, fault) -> LOG.warn("{}: {}{}", pid, fault, placeOf(pid)));
    } catch (IOException | InvalidSyntaxException | IllegalStateException e) {
      LOG.debug("cannot check the configurations now: {}", e.toString());
    }
  }

  private Map<String, List<String>> found() throws IOException, InvalidSyntaxException {
    List<Instance> all = configured();
    Map<String, List<String>> found = ConfigurationCheck.faults(forms.known(), all);
    Set<String> factories = forms.factories();
    for (Instance one : all) {
      // Declarative Services would apply it to a component without a name.
      if (one.isOurs() && factories.contains(one.pid())) {
        List<String> lines = new ArrayList<>(found.getOrDefault(one.pid(), List.of()));
        lines.add(FormEdits.nameless(one.pid()));
        found.put(one.pid(), lines);
      }
    }
    return found;
  }

  private List<Instance> configured() throws IOException, InvalidSyntaxException {
    Configuration[] all = admin.listConfigurations(null);
    Map<String, Instance> configured = new TreeMap<>();
    if (all != null) {
      for (Configuration one : all) {
        configured.put(
            one.getPid(), Instance.of(one.getPid(), one.getFactoryPid(), one.getProperties()));
      }
    }
    return List.copyOf(configured.values());
  }
}
