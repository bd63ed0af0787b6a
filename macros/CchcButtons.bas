Attribute VB_Name = "CchcButtons"
' Made from buttons.csv by cchc build.

Sub Cchc_check(control As IRibbonControl)
    RunPython "from cchc_xl import ribbon; ribbon.check()"
End Sub

Sub Cchc_next_finding(control As IRibbonControl)
    RunPython "from cchc_xl import ribbon; ribbon.next_finding()"
End Sub

Sub Cchc_previous_finding(control As IRibbonControl)
    RunPython "from cchc_xl import ribbon; ribbon.previous_finding()"
End Sub

Sub Cchc_accept_finding(control As IRibbonControl)
    RunPython "from cchc_xl import ribbon; ribbon.accept_finding()"
End Sub

Sub Cchc_clear_marks(control As IRibbonControl)
    RunPython "from cchc_xl import ribbon; ribbon.clear_marks()"
End Sub

Sub Cchc_score(control As IRibbonControl)
    RunPython "from cchc_xl import ribbon; ribbon.score()"
End Sub

Sub Cchc_compare_appraisal(control As IRibbonControl)
    RunPython "from cchc_xl import ribbon; ribbon.compare_appraisal()"
End Sub

Sub Cchc_update_criteria(control As IRibbonControl)
    RunPython "from cchc_xl import ribbon; ribbon.update_criteria()"
End Sub

Sub Cchc_report(control As IRibbonControl)
    RunPython "from cchc_xl import ribbon; ribbon.report()"
End Sub

Sub Cchc_draft_report(control As IRibbonControl)
    RunPython "from cchc_xl import ribbon; ribbon.draft_report()"
End Sub

Sub Cchc_update_word(control As IRibbonControl)
    RunPython "from cchc_xl import ribbon; ribbon.update_word()"
End Sub

Sub Cchc_view_pdf(control As IRibbonControl)
    RunPython "from cchc_xl import ribbon; ribbon.view_pdf()"
End Sub

Sub Cchc_check_format(control As IRibbonControl)
    RunPython "from cchc_xl import ribbon; ribbon.check_format()"
End Sub

Sub Cchc_insert_figure(control As IRibbonControl)
    RunPython "from cchc_xl import ribbon; ribbon.insert_figure()"
End Sub

Sub Cchc_insert_citation(control As IRibbonControl)
    RunPython "from cchc_xl import ribbon; ribbon.insert_citation()"
End Sub

Sub Cchc_send(control As IRibbonControl)
    RunPython "from cchc_xl import ribbon; ribbon.send()"
End Sub

Sub Cchc_hand_out(control As IRibbonControl)
    RunPython "from cchc_xl import ribbon; ribbon.hand_out()"
End Sub

Sub Cchc_collection_status(control As IRibbonControl)
    RunPython "from cchc_xl import ribbon; ribbon.collection_status()"
End Sub

Sub Cchc_compare_sent(control As IRibbonControl)
    RunPython "from cchc_xl import ribbon; ribbon.compare_sent()"
End Sub

Sub Cchc_collect(control As IRibbonControl)
    RunPython "from cchc_xl import ribbon; ribbon.collect()"
End Sub

Sub Cchc_new_period(control As IRibbonControl)
    RunPython "from cchc_xl import ribbon; ribbon.new_period()"
End Sub

Sub Cchc_import_dossiers(control As IRibbonControl)
    RunPython "from cchc_xl import ribbon; ribbon.import_dossiers()"
End Sub

Sub Cchc_restore(control As IRibbonControl)
    RunPython "from cchc_xl import ribbon; ribbon.restore()"
End Sub

Sub Cchc_guide(control As IRibbonControl)
    RunPython "from cchc_xl import ribbon; ribbon.guide()"
End Sub

Sub Cchc_doctor(control As IRibbonControl)
    RunPython "from cchc_xl import ribbon; ribbon.doctor()"
End Sub
