package dev.meshscope.queryapi.alert;

import java.util.List;

/** The alerts as they are kept: what is in here is committed. */
public interface AlertBook {
  /** Every alert of every group, whoever evaluates it; ordered by group, rule and labels. */
  List<Alert> all();

  /**
   * What there is to tell of the groups that this process evaluates now, in no order. A pending
   * alert is among them; a resolved one stays for some time. Of an alert that was resolved and is
   * pending again both are there.
   */
  List<Alert> led();
}
